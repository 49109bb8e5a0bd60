import type { Id } from '../../../kernel';

export const holdReasons = ['litigation', 'authority_order', 'investigation', 'audit'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** What a hold covers. Every member that is given must fit; items that fit later join. */
export interface HoldScope {
  readonly subjects?: readonly Id[];
  readonly tickets?: readonly { readonly system: string; readonly id: string }[];
  readonly media?: readonly Id[];
  readonly classes?: readonly string[];
  /** ISO 8601 instants: from this one on, and before that one. */
  readonly receivedFrom?: string;
  readonly receivedTo?: string;
}

export interface Hold {
  readonly id: Id;
  readonly matter: string;
  readonly reason: HoldReason;
  readonly scope: HoldScope;
  readonly placedBy: Id;
  readonly placedAt: Date;
  readonly confirmedAt: Date;
  readonly releasedAt: Date | null;
  /** Items that it covers. */
  readonly items: number;
}

/** What a scope would cover at this moment. */
export interface HoldCoverage {
  readonly items: number;
  /** Of them, those that a hold covers already. */
  readonly held: number;
  /** Items that fit and are destroyed: no hold saves them. */
  readonly gone: number;
}

/** After a release nothing is destroyed for so many days (regulation D3; a choice). */
export const coolDownDays = 7;
/** Somebody has to say every so many days that a hold is still needed (a choice). */
export const confirmEveryDays = 90;
/** Who is asked again is asked so often (a choice). */
export const remindEveryDays = 7;

/** A hold of everything would be a mistake; something has to be named. */
export function namesSomething({ subjects, tickets, media, classes }: HoldScope): boolean {
  return [subjects, tickets, media, classes].some((list) => list !== undefined && list.length > 0);
}

/** By when somebody has to confirm it; null once it is released. An unconfirmed hold still holds: it is asked about. */
export function confirmBy({ confirmedAt, releasedAt }: Hold): Date | null {
  return releasedAt === null ? new Date(confirmedAt.getTime() + confirmEveryDays * 86_400_000) : null;
}
