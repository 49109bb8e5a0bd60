import type { Transaction } from '../../../platform/database';
import type { StoredPart } from '../reading/personal-state';
import { chosenSql, type EvidenceQuery } from './evidence-query';

/** A leaf as it lies in the database. */
export interface StoredLeaf {
  readonly n: number;
  readonly body: Buffer;
  readonly hash: Buffer;
}

/** Leaves from `from` to `to`, both inclusive, in the order of their numbers, `limit` at most. */
export async function listLeaves(
  tx: Transaction,
  range: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<StoredLeaf[]> {
  const rows = await tx.query<LeafRow>(
    `SELECT n, body, hash FROM audit.leaf WHERE n BETWEEN $1 AND $2 ORDER BY n LIMIT ${Math.trunc(range.limit)}`,
    [range.from, range.to],
  );
  return rows.map(readLeafRow);
}

/**
 * The first `limit` leaves that a query chooses among those numbers. By a cursor, so that the plan is made for all of
 * them: with a LIMIT the planner would walk the log itself for a rare term.
 */
export async function listChosen(
  tx: Transaction,
  query: EvidenceQuery,
  range: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<StoredLeaf[]> {
  const parameters: unknown[] = [range.from, range.to];
  const conditions = ['l.n BETWEEN $1 AND $2', ...chosenSql(query, parameters)];
  await tx.query('SET LOCAL cursor_tuple_fraction = 1');
  await tx.query(
    `DECLARE chosen NO SCROLL CURSOR FOR SELECT l.n, l.body, l.hash FROM audit.leaf l
      WHERE ${conditions.join(' AND ')} ORDER BY l.n`,
    parameters,
  );
  const rows = await tx.query<LeafRow>(`FETCH ${Math.trunc(range.limit)} FROM chosen`);
  return rows.map(readLeafRow);
}

/** The smallest number whose leaf was sealed at that time or later, below `size`; `size` where there is none. */
export async function findFirstSealedFrom(tx: Transaction, at: Date, size: number): Promise<number> {
  const [first] = await tx.query<{ n: string | null }>('SELECT min(n) AS n FROM audit.leaf');
  // Sealing times never go back, so that halving finds the place with a few looks at the primary key.
  let [low, high] = [Number(first?.n ?? size), size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [leaf] = await tx.query<{ before: boolean }>('SELECT sealed_at < $2 AS before FROM audit.leaf WHERE n = $1', [
      middle,
      at,
    ]);
    if (leaf?.before === true) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Personal parts of those entries. */
export async function listPartsOf(tx: Transaction, numbers: readonly number[]): Promise<StoredPart[]> {
  const rows = await tx.query<Omit<StoredPart, 'n' | 'erasedBy'> & { n: string; erasedBy: string | null }>(
    `SELECT n, part, key_id AS "keyId", sealed, erased_by AS "erasedBy", ended_at AS "endedAt" FROM audit.private
      WHERE n = ANY($1::bigint[])`,
    [numbers],
  );
  return rows.map((row) => ({
    ...row,
    n: Number(row.n),
    erasedBy: row.erasedBy === null ? null : Number(row.erasedBy),
  }));
}

interface LeafRow {
  n: string;
  body: Buffer;
  hash: Buffer;
}

function readLeafRow({ n, body, hash }: LeafRow): StoredLeaf {
  return { n: Number(n), body, hash };
}
