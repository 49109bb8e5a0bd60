import type { PeriodStart } from '../../clocks';

/** Laws under which a person asks. */
export const requestRegimes = ['GDPR', 'UK', 'DPDP', 'CCPA'] as const;
export type RequestRegime = (typeof requestRegimes)[number];

/**
 * How the events of a trigger join. `latest`: one that happened is enough, the last counts. `first`: the first counts.
 * `all`: each must have happened or not apply, the last counts. While any of them is known to be open, nothing runs.
 */
export const triggerModes = ['latest', 'first', 'all'] as const;
export type TriggerMode = (typeof triggerModes)[number];

/** A condition on a fact about item or subject. Unknown is never guessed: it applies or not as the row says, and is asked for. */
export interface FactCondition {
  readonly fact: string;
  readonly is: string;
  readonly whenUnknown: 'applies' | 'not';
}

/** One row of the retention schedule (`config/retention-schedules.json`): why a kind of item is kept, and for how long. */
export interface ScheduleRow {
  readonly id: string;
  /** A later text of the same row takes its place from this day on (`YYYY-MM-DD`). */
  readonly effectiveFrom: string | null;
  /** Document classes; `*` is every class. */
  readonly classes: readonly string[];
  /** What of the item it speaks about; a media item is the original. */
  readonly part: string;
  readonly jurisdictions: readonly string[];
  /** The body of law. Of one regime only the rows nearest in the tree of jurisdictions apply. */
  readonly regime: string;
  readonly when: readonly FactCondition[];
  readonly trigger: {
    readonly mode: TriggerMode;
    readonly events: readonly string[];
    /** Whether the day counts on which it happened, or the one on which that became known (UK MLR 40). */
    readonly counts: 'occurred' | 'known';
  };
  readonly rounding: PeriodStart;
  readonly min: string | null;
  readonly minRef: string | null;
  /** Null: the claim ends with its minimum. */
  readonly max: string | null;
  readonly maxReason: string | null;
  /** The longest that its own law allows, whatever else the row says. */
  readonly hardCap: string | null;
  readonly refuses: readonly RequestRegime[];
  readonly onRequest: 'ERASE' | 'RESTRICT_REFUSE' | 'DEFER';
  readonly atExpiry: 'SHRED_DELETE' | 'REVIEW';
  readonly preNotice: string | null;
  readonly redaction: 'FORBIDDEN' | 'REQUIRED' | 'ALLOWED';
  readonly residency: string | null;
  /** A floor keeps because of a law, never for use: an item that only floors keep is restricted. */
  readonly floor: boolean;
  /** Floors leave items alone whose other rows are all exempt. */
  readonly exemptFromFloor: boolean;
  /** Who may still open the item while this claim lives. */
  readonly roles: readonly string[];
}

/** The tree of jurisdictions: parents by code. */
export type Parents = ReadonlyMap<string, string | null>;

/** The jurisdiction and those around it, nearest first. */
export function lineage(code: string, parents: Parents): string[] {
  const line: string[] = [];
  for (let at: string | null = code; at !== null && !line.includes(at); at = parents.get(at) ?? null) line.push(at);
  return line;
}

/** The text of each row that is in force on a day. */
export function rowsInForce(rows: readonly ScheduleRow[], day: string): readonly ScheduleRow[] {
  const known = lastAsked.get(rows);
  if (known?.day === day) return known.rows;
  const found = newestTexts(rows, day);
  lastAsked.set(rows, { day, rows: found });
  return found;
}

/** A run asks a million times for one day. */
const lastAsked = new WeakMap<readonly ScheduleRow[], { day: string; rows: readonly ScheduleRow[] }>();

function newestTexts(rows: readonly ScheduleRow[], day: string): ScheduleRow[] {
  const newest = new Map<string, ScheduleRow>();
  for (const row of rows) {
    if ((row.effectiveFrom ?? '') > day) continue;
    const known = newest.get(row.id);
    if (known === undefined || (known.effectiveFrom ?? '') <= (row.effectiveFrom ?? '')) newest.set(row.id, row);
  }
  return [...newest.values()];
}
