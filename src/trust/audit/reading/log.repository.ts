import type { Id } from '../../../kernel';
import type { Transaction, VaultDatabase } from '../../../platform/database';
import type { EntryScope } from './entry-scope';
import type { StoredEntry } from './entry-view';
import type { StoredPart } from './personal-state';

export interface SealedEntry {
  readonly id: Id;
  readonly n: number;
}

/** What to look for; every term narrows. */
export interface EntryQuery {
  readonly actor?: Id;
  readonly subject?: Id;
  readonly media?: Id;
  readonly ticket?: { readonly system: string; readonly id: string };
  readonly type?: string;
  readonly operation?: string;
  readonly class?: string;
  readonly decision?: string;
  readonly purpose?: string;
  /** Occurred at this time or later. */
  readonly from?: Date;
  /** Occurred before this time. */
  readonly to?: Date;
  /** Number of the last entry of the page before. */
  readonly after?: number;
  readonly limit: number;
}

/** The numbers of those entries that are sealed by now: one question without a transaction around it, asked very often. */
export async function findSealed(database: VaultDatabase, ids: readonly Id[]): Promise<SealedEntry[]> {
  const rows = await database.dataSource.query<{ id: Id; n: string }[]>(
    'SELECT id, n FROM audit.leaf WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return rows.map(({ id, n }) => ({ id, n: Number(n) }));
}

/** Entries in reach, newest first (by time, then number: the order that every index ends with). */
export async function listEntries(tx: Transaction, scope: EntryScope, query: EntryQuery): Promise<StoredEntry[]> {
  const parameters: unknown[] = [];
  const conditions = [scope.sql('l', parameters), ...filters(query, parameters)];
  if (query.after !== undefined) {
    const after = parameters.push(query.after);
    conditions.push(`(l.at, l.n) < ((SELECT p.at FROM audit.leaf p WHERE p.n = $${after}), $${after}::bigint)`);
  }
  const rows = await tx.query<LeafRow>(
    `SELECT l.n, l.body, l.hash FROM audit.leaf l WHERE ${conditions.join(' AND ')}
      ORDER BY l.at DESC, l.n DESC LIMIT ${Math.trunc(query.limit)}`,
    parameters,
  );
  return withParts(tx, rows);
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

/** The newest signed note; null while the log is empty. */
export async function findNewestCheckpoint(tx: Transaction): Promise<{ note: string; size: number; at: Date } | null> {
  const [row] = await tx.query<{ note: string; size: string; signed_at: Date }>(
    'SELECT note, size, signed_at FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
  );
  return row === undefined ? null : { note: row.note, size: Number(row.size), at: row.signed_at };
}

export async function findParts(tx: Transaction, from: number, to: number): Promise<StoredPart[]> {
  const rows = await tx.query<PartRow>(`${selectParts} WHERE n BETWEEN $1 AND $2 ORDER BY n`, [from, to]);
  return rows.map(readPart);
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

function filters(query: EntryQuery, parameters: unknown[]): string[] {
  const terms: readonly (readonly [string, unknown])[] = [
    ['l.actor = ', query.actor],
    ['l.subject = ', query.subject],
    ['l.media = ', query.media],
    ['l.ticket_system = ', query.ticket?.system],
    ['l.ticket = ', query.ticket?.id],
    ['l.type = ', query.type],
    ['l.operation = ', query.operation],
    ['l.class = ', query.class],
    ['l.decision = ', query.decision],
    ['l.purpose = ', query.purpose],
    ['l.at >= ', query.from],
    ['l.at < ', query.to],
  ];
  return terms.flatMap(([sql, value]) => (value === undefined ? [] : [`${sql}$${parameters.push(value)}`]));
}
