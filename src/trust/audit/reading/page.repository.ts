import type { Transaction } from '../../../platform/database';
import { widestBounds } from '../search/matches';
import type { Query, TimeTerm } from '../search/query';
import { byType, canMeet, meetingsOf, pickedOf, type QueryPlace, streamsOf, waysOf } from '../search/query-sql';
import { atInstant } from '../search/time';
import type { EntryScope } from './entry-scope';

/** A page of what a search finds. */
export interface EntryQuery {
  /** Every term narrows. */
  readonly terms: Query;
  /** Number of the entry next to the page: the last one of the page before. */
  readonly after?: number;
  /** Which side of it; `older` unless told. */
  readonly side?: 'older' | 'newer';
  readonly limit: number;
}

/** A page is a few lookups: workers, and joins that read whole tables, begin too slowly for it. */
const lookupsOnly = `SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true)`;
/** Of a month ten million entries a year leave six thousand in the thin slice. */
const thin = 128;
/** Entries that are looked up one by one rather than met by a stream of all the others. */
const fewest = 512;
const streamsOnly = `SELECT set_config('enable_mergejoin', 'on', true), set_config('enable_nestloop', 'off', true)`;

/**
 * Numbers of the entries in reach, by time and then number (the order that every index ends with), nearest first.
 *
 * One index in order is fast where what is wanted is frequent, and reads far in vain where two terms are frequent and both
 * together are rare. So for two terms with an index each only the newest slice of the time is read that way; in the rest
 * the two indexes are read side by side, without the wide rows, until they have met often enough. Where one of the two has
 * few entries, it would meet a long stream in vain: those few are looked up.
 */
export async function findPage(
  tx: Transaction,
  scope: EntryScope,
  query: EntryQuery,
  place: QueryPlace,
  few = fewest,
): Promise<string[]> {
  const asked = byType(query.terms);
  if (asked === null) return [];
  tx.post(lookupsOnly);
  const slices = await slicesOf(tx, { ...query, terms: asked }, place);
  const found: string[] = [];
  for (const { times, meeting } of slices) {
    const part = { ...query, terms: [...asked, ...times], limit: query.limit - found.length };
    const parameters: unknown[] = [];
    const picked = meeting ? await fewOf(tx, part.terms, few, place) : null;
    if (meeting && picked === null) tx.post(streamsOnly);
    const waysTo = picked !== null ? pickedFrom(picked) : meeting ? meetingsOf : waysOf;
    const sql = pageSql(scope, part, { place, waysTo }, parameters);
    if (sql !== null) found.push(...(await tx.query<{ n: string }>(sql, parameters)).map(({ n }) => n));
    if (found.length >= query.limit) break;
  }
  return found;
}

const pickedFrom =
  (numbers: readonly string[]): typeof waysOf =>
  (terms, parameters, place) =>
    pickedOf(terms, numbers, parameters, place);

/** All numbers of the first of the two values that has only few; null where both have more. */
async function fewOf(tx: Transaction, terms: Query, few: number, place: QueryPlace): Promise<string[] | null> {
  for (const { sql, parameters } of streamsOf(terms, few + 1, place)) {
    const rows = await tx.query<{ n: string }>(sql, parameters);
    if (rows.length <= few) return rows.map(({ n }) => n);
  }
  return null;
}

/** Null where nothing can be found, as for an address that no living key can tag. */
function pageSql(
  scope: EntryScope,
  { terms, after, side = 'older', limit }: EntryQuery,
  { place, waysTo }: { place: QueryPlace; waysTo: typeof waysOf },
  parameters: unknown[],
): string | null {
  const [sign, direction] = side === 'older' ? ['<', 'DESC'] : ['>', 'ASC'];
  const inReach = scope.sql('l', parameters);
  const next = after === undefined ? null : beyond(sign, after, parameters);
  const ways = waysTo(terms, parameters, place);
  const pages = ways.map(({ from, row, conditions }) => {
    const all = [...conditions, inReach, ...(next === null ? [] : [`(${row}.at, ${row}.n) ${next}`])];
    return `(SELECT ${row}.at, ${row}.n FROM ${from} WHERE ${all.join(' AND ')}
      ORDER BY ${row}.at ${direction}, ${row}.n ${direction} LIMIT ${Math.trunc(limit)})`;
  });
  if (pages.length < 2) return pages[0] ?? null;
  return `SELECT at, n FROM (${pages.join(' UNION ')}) pages ORDER BY at ${direction}, n ${direction} LIMIT ${Math.trunc(limit)}`;
}

function beyond(sign: string, after: number, parameters: unknown[]): string {
  const n = parameters.push(after);
  return `${sign} ((SELECT a.at FROM audit.leaf a WHERE a.n = $${n}), $${n}::bigint)`;
}

interface Slice {
  readonly times: readonly TimeTerm[];
  readonly meeting: boolean;
}

async function slicesOf(tx: Transaction, { terms, after, side }: EntryQuery, { now }: QueryPlace): Promise<Slice[]> {
  if (side === 'newer' || !canMeet(terms)) return [{ times: [], meeting: false }];
  const [ends] = await tx.query<{ oldest: Date | null; newest: Date | null }>(
    `SELECT (SELECT at FROM audit.leaf ORDER BY at, n LIMIT 1) AS oldest,
            coalesce((SELECT at FROM audit.leaf WHERE n = $1), (SELECT at FROM audit.leaf ORDER BY at DESC, n DESC LIMIT 1)) AS newest`,
    [after ?? null],
  );
  if (!ends?.oldest || !ends.newest) return [];
  const bounds = widestBounds(terms, now);
  const start = Math.max(ends.oldest.getTime(), bounds.start ?? 0);
  const end = Math.min(ends.newest.getTime() + 1, bounds.end ?? Infinity);
  return cut(start, end);
}

/** The newest part of a period, and the rest. Exported for its own test. */
export function cut(start: number, end: number): Slice[] {
  if (end <= start) return [];
  const edge = Math.max(start, Math.floor(end - (end - start) / thin));
  const newest: Slice = { times: [time('>=', edge), time('<', end)], meeting: false };
  const rest: Slice = { times: [time('>=', start), time('<', edge)], meeting: true };
  return edge > start ? [newest, rest] : [newest];
}

function time(compare: '>=' | '<', millis: number): TimeTerm {
  return { name: 'at', not: false, is: { compare, time: atInstant(new Date(millis)) } };
}
