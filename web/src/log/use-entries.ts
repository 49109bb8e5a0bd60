import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { questions, type LogFilters } from '../api/questions';
import type { LogEntry } from '../api/types';

const readAhead = 3;

/** Days that the log is asked for where the URL names none. */
export const usualDays = 90;

export function usualFrom(): string {
  const from = new Date();
  from.setDate(from.getDate() - usualDays);
  const part = (value: number) => String(value).padStart(2, '0');
  return `${from.getFullYear()}-${part(from.getMonth() + 1)}-${part(from.getDate())}`;
}

/** The filters as they are asked: a start is always named, `all` alone means none. */
export function asked(filters: LogFilters): LogFilters {
  if (filters.from === 'all') return { ...filters, from: undefined };
  return { ...filters, from: filters.from ?? usualFrom() };
}

/** The entries of a filter, newest first; the first few pages come by themselves, so that the title can tell a number. */
export function useEntries(filters: LogFilters) {
  const list = useInfiniteQuery(questions.entries(asked(filters)));
  const pages = list.data?.pages.length ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && pages < readAhead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, pages]);
  const entries: LogEntry[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  return { list, entries, complete: list.data !== undefined && !hasNextPage };
}
