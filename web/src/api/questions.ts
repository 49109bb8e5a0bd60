import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { withTimes } from './days';
import type { paths } from './schema';
import type { Anchors, LogEntry, LogReview, Page, SignedCheckpoint, Verification, VerifiedDays } from './types';

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
  /** A search in the grammar of docs/searching.md, beside the rest. */
  q?: string;
  from?: string;
  to?: string;
}

/** Filters come from the URL, where anything may stand: the vault refuses what it does not know. */
type MediaQuery = paths['/v1/media']['get']['parameters']['query'];
type VolumeQuery = paths['/v1/audit/volume']['get']['parameters']['query'];
type LogQuery = NonNullable<paths['/v1/audit/entries']['get']['parameters']['query']>;

const firstPage = undefined as string | undefined;
const nextOf = (page: { next: string | null }) => page.next ?? undefined;

/*
 * Where the description of the API takes a number for an object, the number goes as it is; where it gives no shape for
 * an answer, which is for the log, the answer gets its shape here.
 */
const entriesOf = async (asked: Promise<unknown>) => (await asked) as Page<LogEntry>;
const entryOf = async (asked: Promise<unknown>) => (await asked) as LogEntry;
export const verificationOf = async (asked: Promise<unknown>) => (await asked) as Verification;

/** What the console asks the vault: one place for each question, its key and its answer. */
export const questions = {
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: () => answerOf(api.GET('/v1/sessions/current'), { quiet: true }),
      staleTime: 60_000,
    }),
  meta: () => queryOptions({ queryKey: ['meta'], queryFn: () => answerOf(api.GET('/v1/meta')), staleTime: 3_600_000 }),
  /** The open tickets that are assigned to somebody. */
  tickets: (assignee: string) =>
    queryOptions({
      queryKey: ['tickets', assignee],
      queryFn: () => answerOf(api.GET('/v1/tickets', { params: { query: { status: 'open', assignee, limit: 100 } } })),
    }),
  media: (filters: MediaFilters) =>
    infiniteQueryOptions({
      queryKey: ['media', filters],
      queryFn: ({ pageParam }) => {
        const query = { ...withTimes(filters), limit: 50, cursor: pageParam } as MediaQuery;
        return answerOf(api.GET('/v1/media', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: nextOf,
    }),
  item: (id: string) =>
    queryOptions({
      queryKey: ['item', id],
      queryFn: () => answerOf(api.GET('/v1/media/{id}', { params: { path: { id } } })),
    }),
  itemEntries: (id: string) =>
    queryOptions({
      queryKey: ['item', id, 'entries'],
      queryFn: () => {
        const params = { path: { id }, query: { limit: 100 } };
        return entriesOf(answerOf(api.GET('/v1/media/{id}/entries', { params })));
      },
    }),
  entries: (filters: LogFilters) =>
    infiniteQueryOptions({
      queryKey: ['entries', filters],
      queryFn: ({ pageParam }) => {
        const query = { ...withTimes(filters), limit: 200, cursor: pageParam } as LogQuery;
        return entriesOf(answerOf(api.GET('/v1/audit/entries', { params: { query } })));
      },
      initialPageParam: firstPage,
      getNextPageParam: nextOf,
      staleTime: 60_000,
    }),
  volume: (query: VolumeQuery) =>
    queryOptions({
      queryKey: ['volume', query],
      queryFn: () => answerOf(api.GET('/v1/audit/volume', { params: { query } })),
      staleTime: 60_000,
    }),
  suggestions: (q: string) =>
    queryOptions({
      queryKey: ['suggestions', q],
      queryFn: () => answerOf(api.GET('/v1/audit/suggestions', { params: { query: { q } } })),
      staleTime: 60_000,
      retry: false,
    }),
  savedSearches: () =>
    queryOptions({
      queryKey: ['saved-searches'],
      queryFn: () => answerOf(api.GET('/v1/audit/searches')),
    }),
  around: (n: number) =>
    queryOptions({
      queryKey: ['around', n],
      queryFn: () => {
        const params = { path: { n: n as never } };
        return entriesOf(answerOf(api.GET('/v1/audit/entries/{n}/around', { params })));
      },
      staleTime: 60_000,
    }),
  entry: (n: number) =>
    queryOptions({
      queryKey: ['entry', n],
      queryFn: () => entryOf(answerOf(api.GET('/v1/audit/entries/{n}', { params: { path: { n: n as never } } }))),
      staleTime: 3_600_000,
    }),
  // Never asked on a timer: a question counts as use, and would keep an empty chair signed in.
  verification: () =>
    queryOptions({
      queryKey: ['verification'],
      queryFn: () => verificationOf(answerOf(api.GET('/v1/audit/verification'))),
      staleTime: 300_000,
      retry: false,
    }),
  anchors: () =>
    queryOptions({
      queryKey: ['anchors'],
      queryFn: async () => (await answerOf(api.GET('/v1/audit/anchors'))) as unknown as Anchors,
      staleTime: 300_000,
      retry: false,
    }),
  verifiedDays: () =>
    queryOptions({
      queryKey: ['verification', 'days'],
      queryFn: async () => (await answerOf(api.GET('/v1/audit/verification/days'))) as unknown as VerifiedDays,
      staleTime: 300_000,
      retry: false,
    }),
  checkpoint: () =>
    queryOptions({
      queryKey: ['checkpoint'],
      queryFn: async () => (await answerOf(api.GET('/v1/audit/checkpoint'))) as unknown as SignedCheckpoint | null,
      staleTime: 0,
    }),
  reviews: () =>
    queryOptions({
      queryKey: ['reviews'],
      queryFn: async () => (await answerOf(api.GET('/v1/log-reviews'))) as unknown as LogReview[],
    }),
  operations: () =>
    queryOptions({
      queryKey: ['operations'],
      queryFn: () => answerOf(api.GET('/v1/operations', { params: { query: { limit: 100 } } })),
    }),
  operation: (id: string) =>
    queryOptions({
      queryKey: ['operations', id],
      queryFn: () => answerOf(api.GET('/v1/operations/{id}', { params: { path: { id } } })),
    }),
  evidence: (kind: 'bundle' | 'report' | 'answer') =>
    queryOptions({
      queryKey: ['evidence', kind],
      queryFn: () => {
        const params = { query: { limit: 100 } };
        if (kind === 'answer') return answerOf(api.GET('/v1/answers', { params }));
        return answerOf(
          kind === 'bundle' ? api.GET('/v1/evidence-bundles', { params }) : api.GET('/v1/access-reports', { params }),
        );
      },
    }),
  productions: () =>
    queryOptions({
      queryKey: ['productions'],
      queryFn: () => answerOf(api.GET('/v1/productions', { params: { query: { limit: 100 } } })),
    }),
  recipients: () => queryOptions({ queryKey: ['recipients'], queryFn: () => answerOf(api.GET('/v1/recipients')) }),
  // The route is none that counts as use: it may be asked on a timer.
  notifications: () =>
    queryOptions({
      queryKey: ['notifications'],
      queryFn: () => answerOf(api.GET('/v1/notifications', { params: { query: { limit: 20 as never } } })),
      refetchInterval: 60_000,
      retry: false,
    }),
  grants: () =>
    queryOptions({
      queryKey: ['grants'],
      queryFn: () => answerOf(api.GET('/v1/grants', { params: { query: { limit: 100 } } })),
    }),
  approvals: () =>
    queryOptions({
      queryKey: ['approvals'],
      queryFn: () => answerOf(api.GET('/v1/approvals', { params: { query: { limit: 100 as never } } })),
    }),
  alerts: () =>
    queryOptions({
      queryKey: ['alerts'],
      queryFn: () => answerOf(api.GET('/v1/alerts', { params: { query: { limit: 100 as never } } })),
    }),
  people: () =>
    queryOptions({
      queryKey: ['people'],
      queryFn: () => answerOf(api.GET('/v1/people', { params: { query: { limit: 200 as never } } })),
    }),
};
