import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './client';
import type { Grant, LogEntry, MediaItem, Meta, Page, Person, Session, Ticket, Verification } from './types';

export interface MediaFilters {
  ticket?: string;
  subject?: string;
  class?: string;
  state?: string;
  from?: string;
  to?: string;
}

export interface LogFilters {
  actor?: string;
  subject?: string;
  media?: string;
  ticket?: string;
  operation?: string;
  type?: string;
  class?: string;
  decision?: string;
  purpose?: string;
  from?: string;
  to?: string;
}

/**
 * Days as the person means them, as times: from the start of the first in their own zone to the end of the last.
 * What is no day goes on as it is, and the vault says so.
 */
export function withTimes<Filters extends { from?: string; to?: string }>(filters: Filters): Filters {
  const time = (day: string | undefined, add: number) => {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
    return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + add).toISOString() : day;
  };
  return { ...filters, from: time(filters.from, 0), to: time(filters.to, 1) };
}

/** What the console asks the vault: one place for each question, its key and its answer. */
export const questions = {
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: () => call<Session>('GET', '/v1/sessions/current'),
      staleTime: 60_000,
    }),
  meta: () => queryOptions({ queryKey: ['meta'], queryFn: () => call<Meta>('GET', '/v1/meta'), staleTime: 3_600_000 }),
  tickets: () =>
    queryOptions({
      queryKey: ['tickets'],
      queryFn: () => call<Page<Ticket>>('GET', '/v1/tickets', { query: { limit: 100 } }),
    }),
  media: (filters: MediaFilters) =>
    infiniteQueryOptions({
      queryKey: ['media', filters],
      queryFn: ({ pageParam }) =>
        call<Page<MediaItem>>('GET', '/v1/media', { query: { ...withTimes(filters), limit: 50, cursor: pageParam } }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  item: (id: string) =>
    queryOptions({ queryKey: ['item', id], queryFn: () => call<MediaItem>('GET', `/v1/media/${id}`) }),
  itemEntries: (id: string) =>
    queryOptions({
      queryKey: ['item', id, 'entries'],
      queryFn: () => call<Page<LogEntry>>('GET', `/v1/media/${id}/entries`, { query: { limit: 100 } }),
    }),
  entries: (filters: LogFilters) =>
    infiniteQueryOptions({
      queryKey: ['entries', filters],
      queryFn: ({ pageParam }) =>
        call<Page<LogEntry>>('GET', '/v1/audit/entries', {
          query: { ...withTimes(filters), limit: 200, cursor: pageParam },
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      staleTime: 60_000,
    }),
  entry: (n: number) =>
    queryOptions({
      queryKey: ['entry', n],
      queryFn: () => call<LogEntry>('GET', `/v1/audit/entries/${n}`),
      staleTime: 3_600_000,
    }),
  // Never asked on a timer: a question counts as use, and would keep an empty chair signed in.
  verification: () =>
    queryOptions({
      queryKey: ['verification'],
      queryFn: () => call<Verification>('GET', '/v1/audit/verification'),
      staleTime: 300_000,
      retry: false,
    }),
  grants: () =>
    queryOptions({
      queryKey: ['grants'],
      queryFn: () => call<Page<Grant>>('GET', '/v1/grants', { query: { limit: 100 } }),
    }),
  people: () =>
    queryOptions({
      queryKey: ['people'],
      queryFn: () => call<Page<Person>>('GET', '/v1/people', { query: { limit: 200 } }),
    }),
};
