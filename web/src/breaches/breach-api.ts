import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components, paths } from '../api/schema';

type Schemas = components['schemas'];

export type Breach = Schemas['BreachDto'];
export type WholeBreach = Schemas['WholeBreachDto'];
export type BreachNotice = Schemas['BreachNoticeDto'];
export type NewBreach = Schemas['PostBreachDto'];
export type Assessment = Schemas['AssessmentDto'];
export type GivenNotice = Schemas['GivenNoticeDto'];
export type WaiverGround = BreachNotice['grounds'][number];
export type Reach = Schemas['ReachDto'];
export type NewReach = Schemas['PostReachDto'];
export type ReachWay = Schemas['WayCountDto']['way'];
export type Language = NonNullable<Schemas['DraftDto']['language']>;
type BreachQuery = NonNullable<paths['/v1/breaches']['get']['parameters']['query']>;

export interface BreachFilters {
  /** `overdue`, or nothing. */
  queue?: string;
  state?: string;
  risk?: string;
}

const at = (id: string) => ({ params: { path: { id } } });
const notice = (id: string, code: string) => ({ params: { path: { id, code } } });
const firstPage = undefined as string | undefined;

export const breachQuestions = {
  list: (filters: BreachFilters) =>
    infiniteQueryOptions({
      queryKey: ['breaches', filters],
      queryFn: ({ pageParam }) => {
        const query = { ...filters, limit: 100, cursor: pageParam } as BreachQuery;
        return answerOf(api.GET('/v1/breaches', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['breaches', 'one', id],
      queryFn: () => answerOf(api.GET('/v1/breaches/{id}', at(id))),
    }),
  notice: (id: string, code: string) =>
    queryOptions({
      queryKey: ['breaches', 'one', id, 'notice', code],
      queryFn: () => answerOf(api.GET('/v1/breaches/{id}/notices/{code}', notice(id, code))),
    }),
  reaches: (id: string) =>
    queryOptions({
      queryKey: ['breaches', 'one', id, 'reaches'],
      queryFn: () => answerOf(api.GET('/v1/breaches/{id}/reaches', at(id))),
    }),
  reached: (id: string, reach: string) =>
    infiniteQueryOptions({
      queryKey: ['breaches', 'one', id, 'reaches', reach],
      queryFn: ({ pageParam }) => {
        const query = { limit: 50, cursor: pageParam } as never;
        const params = { path: { id, reach }, query };
        return answerOf(api.GET('/v1/breaches/{id}/reaches/{reach}/items', { params }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
};

export const breachActs = {
  record: (body: NewBreach) => answerOf(api.POST('/v1/breaches', { body })),
  assess: (id: string, body: Assessment) => answerOf(api.POST('/v1/breaches/{id}/assessments', { ...at(id), body })),
  draft: (id: string, code: string, body: Schemas['DraftDto']) =>
    answerOf(api.POST('/v1/breaches/{id}/notices/{code}/drafts', { ...notice(id, code), body })),
  give: (id: string, code: string, body: GivenNotice) =>
    answerOf(api.POST('/v1/breaches/{id}/notices/{code}/deliveries', { ...notice(id, code), body })),
  askWaiver: (id: string, code: string, ground: WaiverGround) =>
    answerOf(api.POST('/v1/breaches/{id}/notices/{code}/waivers', { ...notice(id, code), body: { ground } })),
  search: (id: string, body: NewReach) => answerOf(api.POST('/v1/breaches/{id}/reaches', { ...at(id), body })),
  close: (id: string, lessons: string) =>
    answerOf(api.POST('/v1/breaches/{id}/closing', { ...at(id), body: { lessons } })),
};
