import { type SearchColumns } from '../search-columns';
import { type Query, type Term, ticketOf, type TimeTerm, type ValueTerm } from './query';
import { fixed, spanOf } from './time';

/** From the start until before the end, in milliseconds; null where it is open. */
export interface Bounds {
  readonly start: number | null;
  readonly end: number | null;
}

/** What a time term asks for. */
export function boundsOf({ is }: TimeTerm, now: Date): Bounds {
  if ('from' in is) return { start: spanOf(is.from, now).start, end: spanOf(is.to, now).end };
  const { start, end } = spanOf(is.time, now);
  if (is.compare === '>=') return { start, end: null };
  if (is.compare === '>') return { start: end, end: null };
  if (is.compare === '<') return { start: null, end: start };
  return is.compare === '<=' ? { start: null, end } : { start, end };
}

/** What all time terms together leave open. */
export function widestBounds(query: Query, now: Date): Bounds {
  const bounds = query.flatMap((one) => (one.name === 'at' && !one.not ? [boundsOf(one, now)] : []));
  const starts = bounds.flatMap(({ start }) => start ?? []);
  const ends = bounds.flatMap(({ end }) => end ?? []);
  return {
    start: starts.length === 0 ? null : Math.max(...starts),
    end: ends.length === 0 ? null : Math.min(...ends),
  };
}

/** The same query without a word that means something else tomorrow. */
export function settled(query: Query, now: Date): Query {
  return query.map((one) => {
    if (one.name !== 'at') return one;
    const { is } = one;
    if ('from' in is) return { ...one, is: { from: fixed(is.from, now), to: fixed(is.to, now) } };
    return { ...one, is: { ...is, time: fixed(is.time, now) } };
  });
}

/** An address is not in the leaf: a query that asks for one cannot be answered from leaves alone. */
export function asksForAddress(query: Query): boolean {
  return query.some(({ name }) => name === 'ip');
}

/**
 * Whether a leaf answers a query: the same answer that the database gives, for whoever has leaves and no database.
 * Throws for a query that asks for an address.
 */
export function matches(query: Query, columns: SearchColumns, now: Date): boolean {
  return query.every((one) => one.not !== carries(one, columns, now));
}

function carries(one: Term, columns: SearchColumns, now: Date): boolean {
  if (one.name === 'at') {
    const { start, end } = boundsOf(one, now);
    const at = Date.parse(columns.at);
    return (start === null || at >= start) && (end === null || at < end);
  }
  return one.values.some((value) => hasValue(one.name, value, columns));
}

function hasValue(name: ValueTerm['name'], value: string, columns: SearchColumns): boolean {
  if (name === 'ip') throw new Error('an address is not in the leaf');
  if (name !== 'ticket') return columns[name] === value;
  const ticket = ticketOf(value);
  return ticket !== null && columns.ticketSystem === ticket.system && columns.ticket === ticket.id;
}
