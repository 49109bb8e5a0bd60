import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components, paths } from '../api/schema';

type Schemas = components['schemas'];

export type SubjectRequest = Schemas['SubjectRequestDto'];
export type WholeRequest = Schemas['WholeSubjectRequestDto'];
export type RequestClock = Schemas['RequestClockDto'];
export type RequestType = SubjectRequest['type'];
export type Regime = SubjectRequest['regime'];
export type ItemPlan = Schemas['ItemPlanDto'];
export type Outcome = NonNullable<SubjectRequest['outcome']>;
type RequestQuery = NonNullable<paths['/v1/subject-requests']['get']['parameters']['query']>;

export interface RequestFilters {
  /** `all` besides the vault's own two; without it those that are open. */
  queue?: string;
  type?: string;
  regime?: string;
  state?: string;
  subject?: string;
}

/** What the vault is asked for: those not answered, unless the link says otherwise. */
export function requestQuery({ queue, ...filters }: RequestFilters): Record<string, string | undefined> {
  return { ...filters, queue: queue === 'all' || filters.state !== undefined ? undefined : (queue ?? 'open') };
}

const at = (id: string) => ({ params: { path: { id } } });
const firstPage = undefined as string | undefined;

export const requestQuestions = {
  list: (filters: RequestFilters) =>
    infiniteQueryOptions({
      queryKey: ['requests', filters],
      queryFn: ({ pageParam }) => {
        const query = { ...requestQuery(filters), limit: 200, cursor: pageParam } as RequestQuery;
        return answerOf(api.GET('/v1/subject-requests', { params: { query } }));
      },
      initialPageParam: firstPage,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['requests', 'one', id],
      queryFn: () => answerOf(api.GET('/v1/subject-requests/{id}', at(id))),
    }),
  /** Asked anew when the request has moved on. */
  plan: ({ id, state }: SubjectRequest) =>
    queryOptions({
      queryKey: ['requests', 'one', id, 'plan', state],
      queryFn: () => answerOf(api.GET('/v1/subject-requests/{id}/plan', at(id))),
    }),
};

export const requestActs = {
  record: (body: Schemas['PostRequestDto']) => answerOf(api.POST('/v1/subject-requests', { body })),
  identify: (id: string, body: Schemas['IdentityDto']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/identity', { ...at(id), body })),
  forward: (id: string) => answerOf(api.POST('/v1/subject-requests/{id}/forwarding', at(id))),
  instruct: (id: string, body: Schemas['InstructionDto']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/instructions', { ...at(id), body })),
  acknowledge: (id: string) => answerOf(api.POST('/v1/subject-requests/{id}/acknowledgements', at(id))),
  pause: (id: string, reason: Schemas['PauseDto']['reason']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/pauses', { ...at(id), body: { reason } })),
  resume: (id: string) => answerOf(api.POST('/v1/subject-requests/{id}/resumptions', at(id))),
  extend: (id: string, reason: Schemas['ExtensionDto']['reason']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/extensions', { ...at(id), body: { reason } })),
  plan: (id: string, severalPeople: string[]) =>
    answerOf(api.POST('/v1/subject-requests/{id}/plan', { ...at(id), body: { severalPeople } })),
  draft: (id: string, contact: string) =>
    answerOf(api.POST('/v1/subject-requests/{id}/letters', { ...at(id), body: { contact } })),
  answer: (id: string, body: Schemas['AnswerDto']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/answers', { ...at(id), body })),
  refuse: (id: string, ground: Schemas['RefusalDto']['ground']) =>
    answerOf(api.POST('/v1/subject-requests/{id}/refusals', { ...at(id), body: { ground } })),
  carryOut: (id: string) => answerOf(api.POST('/v1/subject-requests/{id}/execution', at(id))),
  close: (id: string) => answerOf(api.POST('/v1/subject-requests/{id}/closing', at(id))),
};
