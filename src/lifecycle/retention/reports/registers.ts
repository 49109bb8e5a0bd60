import type { Id } from '../../../kernel';
import type { Hold } from '../holds/hold';
import type { Restriction } from '../restrictions/restriction';

/** How something ended that two people have to end. */
export interface EndApproval {
  readonly approval: Id;
  readonly askedBy: Id;
  readonly approvedBy: readonly Id[];
  readonly doneBy: Id | null;
}

/** A hold as its report shows it (regulation F, question 20). */
export interface ReportedHold extends Hold {
  /** By when somebody has to confirm it; null once it is released. */
  readonly confirmBy: Date | null;
  readonly release: EndApproval | null;
  /** Until then nothing under it is destroyed; null while it is open. */
  readonly coolsUntil: Date | null;
  readonly custodians: number;
  readonly acknowledged: number;
  /** Items under it that were destroyed before it was placed or after it let them go. */
  readonly destroyedOutside: number;
  /** Items whose keys were destroyed while it covered them: must be none. */
  readonly destroyedWhileHeld: number;
}

export interface HoldsReport {
  readonly at: Date;
  readonly open: number;
  readonly unconfirmed: number;
  readonly destroyedWhileHeld: number;
  readonly holds: readonly ReportedHold[];
  readonly more: number;
}

export interface ReportedRestriction extends Restriction {
  readonly provision: string;
  readonly reviewIsOverdue: boolean;
  readonly lifting: EndApproval | null;
}

export interface RestrictionsReport {
  readonly at: Date;
  readonly running: number;
  readonly reviewsOverdue: number;
  /** Items that are kept and not used now: by a restriction, by a law's minimum alone, or past their last claim. */
  readonly restrictedItems: number;
  /** Of them, those that nobody restricted: their dates do. */
  readonly byDateAlone: number;
  readonly restrictions: readonly ReportedRestriction[];
  readonly more: number;
}
