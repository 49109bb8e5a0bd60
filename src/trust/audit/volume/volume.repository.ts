import type { Transaction } from '../../../platform/database';
import { InvalidQuery } from '../audit.errors';
import type { EntryScope } from '../reading/entry-scope';
import { type Query } from '../search/query';
import { type QueryPlace, waysOf } from '../search/query-sql';
import { type CountedQuery, type Period, wholeSlots } from './counted-query';

export const buckets = ['hour', 'day', 'weekday_hour'] as const;
export type Bucket = (typeof buckets)[number];

/** Entries of one operation in one bucket; `at` begins it, `weekday` is 1 for Monday. */
export interface BucketRow {
  readonly at: Date | null;
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly operation: string;
  readonly entries: number;
}

export interface VolumeQuestion {
  readonly query: Query;
  readonly period: Period;
  readonly bucket: Bucket;
  readonly zone: string;
}

/** Counts from the roll-up, and from leaves what it does not hold: the newest entries and broken slots at both ends. */
export async function countFromSlots(
  tx: Transaction,
  scope: EntryScope,
  { query, period, bucket, zone }: VolumeQuestion,
  counted: CountedQuery,
  place: QueryPlace,
): Promise<BucketRow[]> {
  const parameters: unknown[] = [];
  const { slots, edges } = wholeSlots(period);
  const size = '(SELECT size FROM audit.volume_head)';
  const time = (millis: number) => `$${parameters.push(new Date(millis))}::timestamptz`;
  const within = ({ start, end }: Period) => `l.at >= ${time(start)} AND l.at < ${time(end)}`;
  const parts = [
    `SELECT l.slot AS at, l.operation, l.entries FROM audit.volume l
      WHERE l.term = $${parameters.push(counted.term)} AND l.slot >= ${time(slots.start)} AND l.slot < ${time(slots.end)}
        AND ${[scope.sql('l', parameters), ...slotConditions(counted, parameters)].join(' AND ')}`,
    ...leafParts(`l.n >= ${size} AND ${within(period)}`),
    ...edges.flatMap((edge) => leafParts(`l.n < ${size} AND ${within(edge)}`)),
  ];
  return bucketed(tx, parts, { bucket, zone }, parameters);

  function leafParts(limits: string): string[] {
    return leafCounts(scope, query, limits, place, parameters);
  }
}

/** Counts leaf by leaf; a question that takes longer than ten seconds is refused. */
export async function countLeaves(
  tx: Transaction,
  scope: EntryScope,
  { query, period, bucket, zone }: VolumeQuestion,
  place: QueryPlace,
): Promise<BucketRow[]> {
  const parameters: unknown[] = [];
  const [start, end] = [parameters.push(new Date(period.start)), parameters.push(new Date(period.end))];
  const limits = `l.at >= $${start}::timestamptz AND l.at < $${end}::timestamptz`;
  await tx.query("SET LOCAL statement_timeout = '10s'");
  return bucketed(tx, leafCounts(scope, query, limits, place, parameters), { bucket, zone }, parameters);
}

function leafCounts(
  scope: EntryScope,
  query: Query,
  limits: string,
  place: QueryPlace,
  parameters: unknown[],
): string[] {
  const ways = waysOf(query, parameters, place).map(({ from, conditions }) => {
    const all = [...conditions, limits, scope.sql('l', parameters)].join(' AND ');
    return `SELECT l.n, l.at, l.operation FROM ${from} WHERE ${all}`;
  });
  // An address and its network may find one entry twice; UNION leaves one.
  return ways.length === 0 ? [] : [`SELECT at, operation, 1 AS entries FROM (${ways.join(' UNION ')}) found`];
}

function slotConditions({ term, words }: CountedQuery, parameters: unknown[]): string[] {
  return words.map(({ name, not, values }) => {
    const column = name === term ? 'l.value' : `l.${name}`;
    return `(${column} = ANY($${parameters.push(values)}::text[])) IS ${not ? 'NOT TRUE' : 'TRUE'}`;
  });
}

async function bucketed(
  tx: Transaction,
  parts: readonly string[],
  { bucket, zone }: { bucket: Bucket; zone: string },
  parameters: unknown[],
): Promise<BucketRow[]> {
  if (parts.length === 0) return [];
  const local = `(at AT TIME ZONE $${parameters.push(zone)})`;
  const keys =
    bucket === 'weekday_hour'
      ? `NULL::timestamptz AS at, extract(isodow FROM ${local})::int AS weekday, extract(hour FROM ${local})::int AS hour`
      : `date_trunc('${bucket}', at, $${parameters.length}) AS at, NULL::int AS weekday, NULL::int AS hour`;
  const rows = await inTime(() =>
    tx.query<BucketRow & { entries: string }>(
      `SELECT ${keys}, operation, sum(entries) AS entries FROM (${parts.join(' UNION ALL ')}) counted
      GROUP BY 1, 2, 3, operation ORDER BY 1, 2, 3, operation`,
      parameters,
    ),
  );
  return rows.map((row) => ({ ...row, entries: Number(row.entries) }));
}

async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw (error as { code?: unknown }).code === '57014' ? new InvalidQuery('too_broad', 0) : error;
  }
}
