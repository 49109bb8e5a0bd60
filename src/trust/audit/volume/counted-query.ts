import { widestBounds } from '../search/matches';
import { type Query, type ValueTerm } from '../search/query';

/** Terms that the counts hold, one at a time; types and operations are in every row. */
const countedTerms = ['decision', 'role', 'purpose', 'class', 'part'] as const;
export type CountedTerm = (typeof countedTerms)[number] | '';

const slotMs = 30 * 60_000;

/** Which counts answer a query, where they do. */
export interface CountedQuery {
  readonly term: CountedTerm;
  /** The term's own words, and those about type and operation. */
  readonly words: readonly ValueTerm[];
}

/**
 * The counts that answer a query: anything about types and operations, and one more term. Null where the query names an
 * actor, item, address or so: then the leaves themselves are counted, through their indexes.
 */
export function countedQuery(query: Query): CountedQuery | null {
  const words = query.filter((one): one is ValueTerm => one.name !== 'at');
  const named = [...new Set(words.map(({ name }) => name).filter((name) => name !== 'type' && name !== 'operation'))];
  const term = countedTerms.find((known) => known === named[0]) ?? '';
  if (named.length > 1 || (named.length === 1 && term === '') || query.some(({ name, not }) => name === 'at' && not))
    return null;
  return { term, words };
}

/** From the start until before the end, in milliseconds. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** The part of a period that the query's own times leave. */
export function narrowed(period: Period, query: Query, now: Date): Period {
  const bounds = widestBounds(query, now);
  const start = Math.max(period.start, bounds.start ?? period.start);
  return { start, end: Math.max(start, Math.min(period.end, bounds.end ?? period.end)) };
}

/** Whole slots inside a period, and what is left of it on both sides. */
export function wholeSlots({ start, end }: Period): { slots: Period; edges: Period[] } {
  const from = Math.ceil(start / slotMs) * slotMs;
  const to = Math.floor(end / slotMs) * slotMs;
  if (from >= to) return { slots: { start, end: start }, edges: start < end ? [{ start, end }] : [] };
  const edges = [
    { start, end: from },
    { start: to, end },
  ];
  return { slots: { start: from, end: to }, edges: edges.filter((edge) => edge.start < edge.end) };
}

/** Whether the zone's days begin on a slot: all do but a few that lie a quarter of an hour off. Throws for no zone at all. */
export function beginsOnSlots(zone: string, { start, end }: Period): boolean {
  return [start, end].every((at) => minutesOfHour(zone, at) % 30 === 0);
}

function minutesOfHour(zone: string, at: number): number {
  const minute = new Intl.DateTimeFormat('en', { timeZone: zone, minute: 'numeric' }).format(at - (at % slotMs));
  return Number(minute);
}

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
