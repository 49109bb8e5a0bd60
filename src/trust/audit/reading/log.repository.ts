import type { Id } from '../../../kernel';
import type { Transaction, VaultDatabase } from '../../../platform/database';
import type { QueryPlace } from '../search/query-sql';
import type { EntryScope } from './entry-scope';
import type { StoredEntry } from './entry-view';
import { type EntryQuery, findPage } from './page.repository';
import type { StoredPart } from './personal-state';

export interface SealedEntry {
  readonly id: Id;
  readonly n: number;
}

/** The numbers of those entries that are sealed by now: one question without a transaction around it, asked very often. */
export async function findSealed(database: VaultDatabase, ids: readonly Id[]): Promise<SealedEntry[]> {
  const rows = await database.dataSource.query<{ id: Id; n: string }[]>(
    'SELECT id, n FROM audit.leaf WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return rows.map(({ id, n }) => ({ id, n: Number(n) }));
}

/** A page: its numbers come from the indexes, and the wide rows are fetched for those alone. */
export async function listEntries(
  tx: Transaction,
  scope: EntryScope,
  query: EntryQuery,
  place: QueryPlace,
): Promise<StoredEntry[]> {
  const numbers = await findPage(tx, scope, query, place);
  const rows = await tx.query<LeafRow>('SELECT l.n, l.body, l.hash FROM audit.leaf l WHERE l.n = ANY($1::bigint[])', [
    numbers,
  ]);
  const byNumber = new Map(rows.map((row) => [row.n, row]));
  return withParts(
    tx,
    numbers.flatMap((n) => byNumber.get(n) ?? []),
  );
}

/** Entries by number from one on, in one snapshot with the size of the log. */
export async function listByNumber(
  tx: Transaction,
  from: number,
  limit: number,
): Promise<{ rows: StoredEntry[]; size: number }> {
  const [head] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
  const rows = await tx.query<LeafRow>(
    'SELECT l.n, l.body, l.hash FROM audit.leaf l WHERE l.n >= $1 ORDER BY l.n LIMIT $2',
    [from, limit],
  );
  return { rows: await withParts(tx, rows), size: Number(head?.size ?? 0) };
}

export async function findEntry(tx: Transaction, scope: EntryScope, n: number): Promise<StoredEntry | null> {
  const parameters: unknown[] = [n];
  const rows = await tx.query<LeafRow>(
    `SELECT l.n, l.body, l.hash FROM audit.leaf l WHERE l.n = $1 AND ${scope.sql('l', parameters)}`,
    parameters,
  );
  const [entry] = await withParts(tx, rows);
  return entry ?? null;
}

/** The entries in reach from one number up to before another, without their personal parts. */
export async function listLeaves(tx: Transaction, scope: EntryScope, from: number, to: number): Promise<StoredEntry[]> {
  const parameters: unknown[] = [from, to];
  const rows = await tx.query<LeafRow>(
    `SELECT l.n, l.body, l.hash FROM audit.leaf l WHERE l.n >= $1 AND l.n < $2 AND ${scope.sql('l', parameters)} ORDER BY l.n`,
    parameters,
  );
  return rows.map(({ n, body, hash }) => ({ n: Number(n), body, hash, parts: [] }));
}

/** The newest signed note; null while the log is empty. */
export async function findNewestCheckpoint(tx: Transaction): Promise<{ note: string; size: number; at: Date } | null> {
  const [row] = await tx.query<{ note: string; size: string; signed_at: Date }>(
    'SELECT note, size, signed_at FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
  );
  return row === undefined ? null : { note: row.note, size: Number(row.size), at: row.signed_at };
}

interface LeafRow {
  n: string;
  body: Buffer;
  hash: Buffer;
}

interface PartRow {
  n: string;
  part: 'actor' | 'subject';
  key_id: Id;
  sealed: Buffer | null;
  erased_by: string | null;
  ended_at: Date | null;
}

const selectParts = 'SELECT n, part, key_id, sealed, erased_by, ended_at FROM audit.private';

async function withParts(tx: Transaction, rows: readonly LeafRow[]): Promise<StoredEntry[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map(({ n }) => n);
  const parts = (await tx.query<PartRow>(`${selectParts} WHERE n = ANY($1::bigint[])`, [numbers])).map(readPart);
  return rows.map(({ n, body, hash }) => {
    const number = Number(n);
    return { n: number, body, hash, parts: parts.filter((part) => part.n === number) };
  });
}

function readPart({ n, part, key_id, sealed, erased_by, ended_at }: PartRow): StoredPart {
  const erasedBy = erased_by === null ? null : Number(erased_by);
  return { n: Number(n), part, keyId: key_id, sealed, erasedBy, endedAt: ended_at };
}
