import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type ScheduleRow = Schemas['ScheduleRowDto'];

export const retentionQuestions = {
  schedules: () =>
    queryOptions({
      queryKey: ['schedules'],
      queryFn: () => answerOf(api.GET('/v1/retention/schedules')),
      staleTime: 3_600_000,
    }),
};
