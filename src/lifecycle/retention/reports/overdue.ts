import type { Id } from '../../../kernel';

/**
 * Why an item is still there past the end of its last claim, in the order in which they count: the first that applies is given.
 * A hold alone justifies it; everything else is work that somebody has to do.
 */
export const overdueReasons = [
  'held',
  'restricted',
  'notice_missing',
  'awaiting_review',
  'not_started',
  'run_missed',
  'awaiting_run',
] as const;
export type OverdueReason = (typeof overdueReasons)[number];

export const overdueWords: Readonly<Record<OverdueReason, string>> = {
  held: 'a legal hold stops its destruction',
  restricted: 'a restriction keeps it until somebody lifts that',
  notice_missing: 'its end has to be announced first, and was not, or not so long ago as its row asks for',
  awaiting_review: 'a person has to look at it first',
  not_started: 'the run has noted it, and nobody has started its destruction',
  run_missed: 'no run has come to its end since then, and one is late',
  awaiting_run: 'it has come due since the last run; the next one notes it',
};

export interface OverdueItem {
  readonly media: Id;
  readonly class: string;
  readonly jurisdiction: string | null;
  readonly endedAt: Date;
  readonly reason: OverdueReason;
  /** Of the holds that stop it. */
  readonly matters: readonly string[];
  /** Of the restrictions that run. */
  readonly grounds: readonly string[];
  /** Rows of the schedule that kept it. */
  readonly rows: readonly string[];
  readonly policy: string;
}

/** Everything past its end. Counts are of all of it; the list has the oldest items. */
export interface OverdueReport {
  readonly at: Date;
  readonly counts: Readonly<Record<OverdueReason, number>>;
  /** Whether nothing is overdue but what a hold stops. */
  readonly emptyOrHeld: boolean;
  /** Items whose keys are gone and whose destruction is not certified yet: nobody opens them any more. */
  readonly beingDestroyed: number;
  readonly items: readonly OverdueItem[];
  readonly more: number;
}

export function overdueReport(
  at: Date,
  counted: ReadonlyMap<OverdueReason, number>,
  { items, beingDestroyed }: Pick<OverdueReport, 'items' | 'beingDestroyed'>,
): OverdueReport {
  const counts = Object.fromEntries(overdueReasons.map((reason) => [reason, counted.get(reason) ?? 0]));
  const all = [...counted.values()].reduce((sum, count) => sum + count, 0);
  return {
    at,
    counts: counts as OverdueReport['counts'],
    emptyOrHeld: all === (counted.get('held') ?? 0),
    beingDestroyed,
    items,
    more: all - items.length,
  };
}
