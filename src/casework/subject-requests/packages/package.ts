import type { Id } from '../../../kernel';
import type { SealedCopy } from '../../../records/media';
import type { ItemPlan } from '../plan/plan';

/** How long a copy is kept, and how long a code for it holds, in days. */
export const packageDays = { kept: 30, code: 7 } as const;
/** After so many wrong codes the right one is void, too. */
export const mostFailures = 5;

/** What a person gets who asked for their data: a sealed copy that one code opens once. */
export interface AccessPackage {
  readonly id: Id;
  readonly request: Id;
  readonly state: 'making' | 'ready' | 'removed';
  readonly operation: Id;
  readonly requestedBy: Id;
  readonly items: number;
  readonly madeAt: Date;
  readonly readyAt: Date | null;
  readonly expiresAt: Date;
  readonly removedAt: Date | null;
  /** Until when the code in force may be used; null where none is. */
  readonly codeUntil: Date | null;
  readonly collectedAt: Date | null;
  readonly objectId: Id;
  readonly objectKey: string;
  readonly copy: SealedCopy | null;
}

/** Items of which the person gets a copy. Where others are to be seen, a masked rendition would have to be there first. */
export function given<Item extends ItemPlan>(plan: readonly Item[]): Item[] {
  return plan.filter(({ decision }) => decision === 'give' || decision === 'give_restricted');
}
