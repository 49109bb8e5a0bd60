import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components, paths } from '../api/schema';

type Schemas = components['schemas'];

export type Plan = Schemas['DestructionPlanDto'];
export type WholePlan = Schemas['WholeDestructionPlanDto'];
export type PlanItem = Schemas['PlanItemDto'];
export type Certificate = Schemas['CertificateDto'];
type PlanQuery = NonNullable<paths['/v1/destruction-plans']['get']['parameters']['query']>;

export interface PlanFilters {
  state?: string;
  subject?: string;
  request?: string;
  reference?: string;
}

const at = (id: string) => ({ params: { path: { id } } });
const firstPage = undefined as string | undefined;
const itemsAtOnce = 200;
/** A started plan is looked at again ever more rarely: each look is an entry of the log. */
const looks = { first: 1_000, longest: 30_000, most: 12 };

function nextLook(plan: WholePlan | undefined, soFar: number): number | false {
  const running = plan !== undefined && plan.state !== 'drafted' && plan.state !== 'certified';
  return running && soFar < looks.most && Math.min(looks.longest, looks.first * 2 ** soFar);
}

export const destructionQuestions = {
  plans: (filters: PlanFilters) =>
    infiniteQueryOptions({
      queryKey: ['destruction', 'plans', filters],
      queryFn: ({ pageParam }) => {
        const query = { ...filters, limit: 50, cursor: pageParam } as PlanQuery;
        return answerOf(api.GET('/v1/destruction-plans', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  plan: (id: string) =>
    queryOptions({
      queryKey: ['destruction', 'plan', id],
      queryFn: () => answerOf(api.GET('/v1/destruction-plans/{id}', at(id))),
      refetchInterval: ({ state: { data, dataUpdateCount } }) => nextLook(data, dataUpdateCount),
    }),
  items: (id: string) =>
    infiniteQueryOptions({
      queryKey: ['destruction', 'items', id],
      queryFn: ({ pageParam }) => {
        const query = { limit: itemsAtOnce, ...(pageParam === undefined ? {} : { after: pageParam }) };
        return answerOf(api.GET('/v1/destruction-plans/{id}/items', { params: { path: { id }, query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ items }) => (items.length < itemsAtOnce ? undefined : items.at(-1)?.media),
    }),
  certificates: () =>
    infiniteQueryOptions({
      queryKey: ['certificates'],
      queryFn: ({ pageParam }) => {
        const query = { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
        return answerOf(api.GET('/v1/certificates', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  certificate: (id: string) =>
    queryOptions({
      queryKey: ['certificates', id],
      queryFn: () => answerOf(api.GET('/v1/certificates/{id}', at(id))),
    }),
};
