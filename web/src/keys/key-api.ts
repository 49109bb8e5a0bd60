import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { components } from '../api/schema';

export type KeyInventory = components['schemas']['KeyInventoryDto'];

export const keyQuestions = {
  inventory: () => queryOptions({ queryKey: ['keys'], queryFn: () => answerOf(api.GET('/v1/keys')) }),
};

export const keyActs = {
  askRotation: () => answerOf(api.POST('/v1/keys/rotations')),
  askDestruction: (epoch: number) => answerOf(api.POST('/v1/keys/destructions', { body: { epoch } })),
};
