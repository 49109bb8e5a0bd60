import type { Id } from '../../../kernel';

/**
 * How an item was reached. `opened`, `exported`, `described`, `shown`: as the log says. `fetched`: the store gave it to somebody
 * whom no entry explains. `exposed`: nobody is known to have read it, but whoever held the key could have.
 */
export const reachWays = ['opened', 'exported', 'described', 'shown', 'fetched', 'exposed'] as const;
export type ReachWay = (typeof reachWays)[number];

/** What is searched for. Each member narrows the readings; `key` adds what the key would have opened. */
export interface ReachQuery {
  readonly from: string;
  readonly to: string;
  /** Whoever read: a person, or a program. */
  readonly actor: Id | null;
  /** Whose data. */
  readonly subject: Id | null;
  /** A key that others may have: the subject's own, or that of an epoch, under which every key of its time was wrapped. */
  readonly key: { readonly kind: 'subject' } | { readonly kind: 'epoch'; readonly epoch: number } | null;
}

/** The time in which a key would have opened what there was. */
export interface Exposure {
  readonly from: Date;
  readonly to: Date;
}

/** So many persons and items; `place` is null where nobody knows any more, because the item has been destroyed. */
export interface ReachCount {
  readonly persons: number;
  readonly items: number;
  /** Readings, of all items together. */
  readonly readings: number;
}

export interface ReachCounts extends ReachCount {
  readonly byJurisdiction: readonly (ReachCount & { readonly jurisdiction: string | null })[];
  readonly byClass: readonly (ReachCount & { readonly class: string | null })[];
  readonly byWay: readonly { readonly way: ReachWay; readonly items: number }[];
}

/** What a search found, as it is kept. */
export interface Reach {
  readonly id: Id;
  readonly breach: Id;
  readonly query: ReachQuery;
  readonly madeAt: Date;
  readonly madeBy: Id;
  /** How many entries the log had: what came later is not in it. */
  readonly logSize: number;
  readonly counts: ReachCounts;
}

export interface ReachedItem {
  readonly media: Id;
  readonly subject: Id | null;
  readonly class: string | null;
  readonly jurisdiction: string | null;
  readonly ways: readonly ReachWay[];
  readonly readings: number;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
}

/** The part of the period in which the key lived; null where the two do not meet. */
export function exposureIn(period: Exposure, life: { readonly from: Date; readonly to: Date | null }): Exposure | null {
  const from = life.from > period.from ? life.from : period.from;
  const to = life.to !== null && life.to < period.to ? life.to : period.to;
  return from < to ? { from, to } : null;
}
