import { createHash } from 'node:crypto';
import type { Id } from '../../kernel';
import { canonicalJson } from '../../trust/audit';

/** Why something is destroyed: its time is over; a person asked; or the content may not exist at all (regulation D1). */
export const destructionGrounds = ['disposition', 'request', 'forbidden'] as const;
export type DestructionGround = (typeof destructionGrounds)[number];

/** How far a plan has come. From `started` on nothing stops it: each step may be repeated, and is, until it is noted. */
export const planStates = [
  'drafted',
  'started',
  'keys_gone',
  'copies_gone',
  'parts_erased',
  'bytes_gone',
  'certified',
] as const;
export type PlanState = (typeof planStates)[number];

/** What the rules say of one item: it goes where nothing keeps it. */
export interface ItemVerdict {
  readonly media: Id;
  readonly kept: string | null;
  /** The rows of the schedule that say so. */
  readonly authority: readonly string[];
}

/** The state after this one, or null at the end. */
export function stateAfter(state: PlanState): PlanState | null {
  return planStates[planStates.indexOf(state) + 1] ?? null;
}

/** One hash over all verdicts in the order of their items: an approval of the plan is an approval of each. */
export function hashOfVerdicts(verdicts: readonly ItemVerdict[]): string {
  const hash = createHash('sha256');
  const ordered = [...verdicts].sort((one, other) => (one.media < other.media ? -1 : 1));
  for (const { media, kept, authority } of ordered)
    hash.update(canonicalJson({ media, kept, authority: [...authority] })).update('\n');
  return hash.digest('hex');
}
