import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { questions } from '../api/questions';
import type { LogEntry } from '../api/types';
import { asked, pictured, queryOf, type LogSearch } from './search';

/** The entries of a search, newest first; with `around`, the neighbours of one entry in its place. */
export function useEntries(search: LogSearch, around: number | undefined) {
  const list = useInfiniteQuery({ ...questions.entries(asked(search, new Date())), enabled: around === undefined });
  const neighbours = useQuery({ ...questions.around(around ?? 0), enabled: around !== undefined });
  const found: LogEntry[] | undefined =
    around === undefined ? list.data?.pages.flatMap((page) => page.items) : neighbours.data?.items;
  return { list, answer: around === undefined ? list : neighbours, entries: found ?? [], complete: !list.hasNextPage };
}

const openings = 'type:view.opened,media.read.open decision:allow';

/** What the pictures show, as the vault counts it: whether or not an entry has been loaded. */
export function useCounts(search: LogSearch) {
  const { from, to } = pictured(search, new Date());
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const asking = { from: from.toISOString(), to: to.toISOString(), timeZone };
  const q = queryOf(search);
  const days = useQuery(questions.volume({ ...asking, bucket: 'day', q }));
  const hours = useQuery(questions.volume({ ...asking, bucket: 'weekday_hour', q: `${q} ${openings}`.trim() }));
  return { from, to, days: days.data?.items, hours: hours.data?.items };
}
