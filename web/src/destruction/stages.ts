import { IconBan, IconChecks, IconCircleCheck, IconFlame, IconHourglass, type Icon } from '@tabler/icons-react';
import type { Approval } from '../api/types';
import type { Tone } from '../parts/badge';
import type { Plan, WholePlan } from './destruction-api';

/** Where a plan stands for people: what the vault calls drafted depends on its approval. */
export type Stage = 'waits' | 'approved' | 'ended' | 'running' | 'certified';

export const stages: Record<Stage, { tone: Tone; icon: Icon }> = {
  waits: { tone: 'attention', icon: IconHourglass },
  approved: { tone: 'verified', icon: IconCircleCheck },
  ended: { tone: 'plain', icon: IconBan },
  running: { tone: 'danger', icon: IconFlame },
  certified: { tone: 'verified', icon: IconChecks },
};

/** The approval that a plan waits for, or was started under. */
export function approvalOf({ id, approval }: Plan, approvals: readonly Approval[]): Approval | undefined {
  return approvals.find((one) => one.id === approval || one.request.plan === id);
}

export function stageOf({ state }: Pick<Plan, 'state'>, approval: Approval | undefined): Stage {
  if (state === 'certified') return 'certified';
  if (state !== 'drafted') return 'running';
  if (approval === undefined || approval.state === 'requested') return 'waits';
  return approval.state === 'approved' ? 'approved' : 'ended';
}

/** What a started plan goes through, in order; the last comes by itself, when backups have aged out. */
export const steps = [
  'started',
  'keys_gone',
  'copies_gone',
  'parts_erased',
  'bytes_gone',
  'certified',
  'final',
] as const;
export type Step = (typeof steps)[number];

/** How many of the steps are done. */
export function stepsDone({ state, irreversible }: Pick<WholePlan, 'state' | 'irreversible'>): number {
  if (state === 'drafted') return 0;
  const at = steps.indexOf(state) + 1;
  return state === 'certified' && irreversible?.passed === true ? at + 1 : at;
}

/** When a step was done, where the vault notes it. */
export function timeOf(step: Step, plan: WholePlan): string | null {
  if (step === 'started') return plan.startedAt;
  if (step === 'keys_gone') return plan.keysGoneAt;
  if (step === 'copies_gone') return plan.logicalAt;
  if (step === 'bytes_gone') return plan.bytesGoneAt;
  return step === 'final' ? (plan.irreversible?.at ?? null) : null;
}
