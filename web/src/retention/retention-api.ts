import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components, paths } from '../api/schema';

type Schemas = components['schemas'];

export type ScheduleRow = Schemas['ScheduleRowDto'];
export type Why = Schemas['WhyDto'];
export type Claim = Schemas['ClaimDto'];
export type Forecast = Schemas['ForecastDto'];
export type ForecastMonth = Schemas['ForecastMonthDto'];
export type Rehearsal = Schemas['RehearsalDto'];
export type DueItem = Schemas['DueItemDto'];
export type Hold = Schemas['HoldDto'];
export type HoldScope = Schemas['HoldScopeDto'];
type DueQuery = NonNullable<paths['/v1/dispositions']['get']['parameters']['query']>;
type HoldQuery = NonNullable<paths['/v1/holds']['get']['parameters']['query']>;

const at = (id: string) => ({ params: { path: { id } } });
const firstPage = undefined as string | undefined;

export const retentionQuestions = {
  schedules: () =>
    queryOptions({
      queryKey: ['schedules'],
      queryFn: () => answerOf(api.GET('/v1/retention/schedules')),
      staleTime: 3_600_000,
    }),
  why: (id: string) =>
    queryOptions({ queryKey: ['item', id, 'why'], queryFn: () => answerOf(api.GET('/v1/media/{id}/why', at(id))) }),
  forecast: () =>
    queryOptions({
      queryKey: ['retention', 'forecast'],
      queryFn: () => answerOf(api.GET('/v1/retention/forecast')),
    }),
  rehearsal: () =>
    queryOptions({
      queryKey: ['retention', 'rehearsal'],
      queryFn: () => answerOf(api.GET('/v1/dispositions/rehearsal')),
    }),
  due: (month: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['retention', 'due', month],
      queryFn: ({ pageParam }) => {
        const query = { month, limit: 100, cursor: pageParam } as unknown as DueQuery;
        return answerOf(api.GET('/v1/dispositions', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  holds: () =>
    infiniteQueryOptions({
      queryKey: ['holds'],
      queryFn: ({ pageParam }) => {
        const query = { limit: 100, cursor: pageParam } as unknown as HoldQuery;
        return answerOf(api.GET('/v1/holds', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  /** What a hold with this scope would cover now: asked while it is being written. */
  coverage: (scope: HoldScope) =>
    queryOptions({
      queryKey: ['holds', 'coverage', scope],
      queryFn: () => answerOf(api.POST('/v1/holds/coverage', { body: { scope } })),
      retry: false,
    }),
};

export const retentionActs = {
  noteItem: (id: string, body: Schemas['ItemFactsDto']) =>
    answerOf(api.POST('/v1/media/{id}/facts', { ...at(id), body })),
  noteSubject: (id: string, body: Schemas['SubjectFactsDto']) =>
    answerOf(api.POST('/v1/subjects/{id}/facts', { ...at(id), body })),
  placeHold: (body: Schemas['PlaceHoldDto']) => answerOf(api.POST('/v1/holds', { body })),
  confirmHold: (id: string) => answerOf(api.POST('/v1/holds/{id}/confirmation', at(id))),
  askRelease: (id: string) => answerOf(api.POST('/v1/holds/{id}/release', at(id))),
};
