import { type Calendar, periodEnd } from '../../clocks';
import { type EventRules, type RetentionEvent, stateOfTrigger } from './events';
import { type FactCondition, lineage, type Parents, rowsInForce, type ScheduleRow } from './schedule';

/** An item as the schedule looks at it. */
export interface RetainedItem {
  readonly documentClass: string;
  readonly part: string;
  readonly jurisdictions: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly events: readonly RetentionEvent[];
}

/** What the schedule is read with: its rows, the kinds of events, the tree and the calendars of the jurisdictions. */
export interface Schedule {
  readonly version: string;
  readonly rows: readonly ScheduleRow[];
  readonly events: EventRules;
  readonly parents: Parents;
  calendar(jurisdiction: string): Calendar;
}

/** One reason to keep one item, from one row of the schedule. */
export interface Claim {
  readonly row: ScheduleRow;
  /** Where the item's jurisdiction met the row. */
  readonly jurisdiction: string;
  readonly trigger: RetentionEvent | null;
  /** Why there is no trigger: known not to have happened, or nobody said. Null where there is one. */
  readonly waiting: 'open' | 'unknown' | null;
  /** Before this nobody destroys it; null where the row has no minimum, or nothing runs yet. */
  readonly minUntil: Date | null;
  /** From here on it is not used any more; null while nothing runs. */
  readonly maxUntil: Date | null;
  /** When the claim is over: its maximum, or its minimum where that is later; never after its own law's cap. */
  readonly endsAt: Date | null;
}

export interface ClaimSet {
  readonly claims: readonly Claim[];
  /** Facts that rows ask for and nobody has given: to be asked for, never guessed. */
  readonly unknownFacts: readonly string[];
}

/** All claims of an item. An empty set means that no row speaks of it: such an item is unusable, never free to go. */
export function claimsOf(item: RetainedItem, schedule: Schedule, now: Date): ClaimSet {
  const inForce = rowsInForce(schedule.rows, now.toISOString().slice(0, 10));
  const candidates = item.jurisdictions.flatMap((place) => candidatesIn(place, item, inForce, schedule.parents));
  const asked = new Set(candidates.flatMap(({ row }) => row.when.map(({ fact }) => fact)));
  const unknownFacts = [...asked].filter((fact) => item.facts[fact] === undefined).sort();
  const applying = candidates.filter(({ row }) => row.when.every((condition) => applies(condition, item.facts)));
  const nearest = unique(applying.filter((one) => !applying.some((other) => isNearer(other, one))));
  const ordinary = nearest.filter(({ row }) => !row.floor);
  const floors = ordinary.some(({ row }) => !row.exemptFromFloor) ? nearest.filter(({ row }) => row.floor) : [];
  const claims = [...ordinary, ...floors].map(({ row, place }) => claimOf(row, place, item, schedule));
  return { claims: earliestMaxima(claims), unknownFacts };
}

interface Candidate {
  readonly row: ScheduleRow;
  readonly place: string;
  /** Steps from the item's jurisdiction to the row's. */
  readonly distance: number;
}

function candidatesIn(
  place: string,
  { documentClass, part }: RetainedItem,
  rows: readonly ScheduleRow[],
  parents: Parents,
): Candidate[] {
  const line = [...lineage(place, parents), '*'];
  return rows
    .filter((row) => row.part === part && (row.classes.includes(documentClass) || row.classes.includes('*')))
    .flatMap((row) => {
      const distance = line.findIndex((code) => row.jurisdictions.includes(code));
      return distance < 0 ? [] : [{ row, place, distance }];
    });
}

function isNearer(other: Candidate, one: Candidate): boolean {
  return other.place === one.place && other.row.regime === one.row.regime && other.distance < one.distance;
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const key = ({ row, place }: Candidate): string => `${row.id} ${place}`;
  return [...new Map(candidates.map((candidate) => [key(candidate), candidate])).values()];
}

function applies({ fact, is, whenUnknown }: FactCondition, facts: RetainedItem['facts']): boolean {
  const value = facts[fact];
  return value === undefined ? whenUnknown === 'applies' : value === is;
}

function claimOf(row: ScheduleRow, place: string, item: RetainedItem, schedule: Schedule): Claim {
  const state = stateOfTrigger(row.trigger, item.events, schedule.events);
  const none = { row, jurisdiction: place, trigger: null, minUntil: null, maxUntil: null, endsAt: null };
  if (state.kind !== 'happened') return { ...none, waiting: state.kind === 'open' ? 'open' : 'unknown' };
  const { at, knownAt } = state.event;
  const from = row.trigger.counts === 'known' && knownAt > at ? knownAt : at;
  const calendar = schedule.calendar(place);
  const after = (period: string): Date => periodEnd(from, period, calendar, { start: row.rounding });
  const cap = row.hardCap === null ? null : after(row.hardCap);
  const minUntil = row.min === null ? null : earliest(after(row.min), cap);
  const maxUntil = earliest(after(row.max ?? row.min ?? 'P0D'), cap);
  const endsAt = minUntil !== null && minUntil > maxUntil ? minUntil : maxUntil;
  return { row, jurisdiction: place, trigger: state.event, waiting: null, minUntil, maxUntil, endsAt };
}

/** Of two maxima for one regime the earlier holds for both (D2). */
function earliestMaxima(claims: readonly Claim[]): Claim[] {
  return claims.map((claim) => {
    if (claim.maxUntil === null) return claim;
    const same = claims.filter(({ row }) => row.regime === claim.row.regime && !row.floor && !claim.row.floor);
    const maxUntil = same.reduce((least, other) => earliest(least, other.maxUntil), claim.maxUntil);
    const endsAt = claim.minUntil !== null && claim.minUntil > maxUntil ? claim.minUntil : maxUntil;
    return { ...claim, maxUntil, endsAt };
  });
}

function earliest(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}
