import type { Id } from '../../../kernel';
import type { RestrictionGround } from '../../../lifecycle/retention';
import { type ItemDecision, type ItemPlan, type RestrictionReason, restrictionReasons } from '../plan/plan';

const grounds: Readonly<Partial<Record<ItemDecision, RestrictionGround>>> = {
  defer_to_floor: 'erasure_deferred',
  keep_by_law: 'kept_by_law',
  held: 'legal_claims',
  restrict_pending: 'objection',
  correct_keep_old: 'accuracy_contested',
};

/** The ground on which an item that stays is not used from the execution on; null where it may be used. */
export function restrictionOf({ decision, code }: Pick<ItemPlan, 'decision' | 'code'>): RestrictionGround | null {
  if (decision === 'restrict') return isReason(code) ? code : null;
  if (decision === 'human') return code === 'CONFLICT_OF_LAWS' ? 'conflict_of_laws' : null;
  return grounds[decision] ?? null;
}

/** Items by the ground on which they are restricted. */
export function restrictionsOf(plan: readonly ItemPlan[]): Map<RestrictionGround, Id[]> {
  const found = new Map<RestrictionGround, Id[]>();
  for (const item of plan) {
    const ground = restrictionOf(item);
    if (ground !== null) found.set(ground, [...(found.get(ground) ?? []), item.media]);
  }
  return found;
}

/** What is destroyed for everybody. */
export function erasedNow(plan: readonly ItemPlan[]): Id[] {
  return plan.filter(({ decision }) => decision === 'erase' || decision === 'correct').map(({ media }) => media);
}

/** What the person has no more: destroyed, or another person's from then on. */
export function takenNow(plan: readonly ItemPlan[]): Id[] {
  return plan.filter(goesNow).map(({ media }) => media);
}

function goesNow({ decision }: Pick<ItemPlan, 'decision'>): boolean {
  return decision === 'erase' || decision === 'move' || decision === 'correct';
}

/** What an execution does something about. */
export function isToDo(item: Pick<ItemPlan, 'decision' | 'code'>): boolean {
  return goesNow(item) || restrictionOf(item) !== null;
}

/** Whether it goes by itself, once no law and no hold keeps it any more. */
export function staysForNow({ decision }: Pick<ItemPlan, 'decision'>): boolean {
  return ['keep_by_law', 'defer_to_floor', 'held', 'correct_keep_old'].includes(decision);
}

function isReason(code: string): code is RestrictionReason {
  return restrictionReasons.some((reason) => reason === code);
}
