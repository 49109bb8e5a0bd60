import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { parseLeaf } from '../format/leaf';

/** What a `media.stored` entry says of an object, and whether a later entry ended its item. */
export interface StoredObjectEntry {
  readonly n: number;
  /** Of the event. */
  readonly id: Id;
  readonly media: Id;
  readonly object: Id;
  /** Of the sealed object, hex. */
  readonly sha256: string;
  readonly size: number;
  readonly ended: boolean;
}

/** Where a page of stored objects ended. */
export interface StoredObjectsPlace {
  readonly at: string;
  readonly n: number;
}

export const firstStoredObjects: StoredObjectsPlace = { at: '-infinity', n: -1 };

/** An item has ended where a sealed entry about it, or about its subject as a whole, erased its personal parts. */
const isEnded = `EXISTS (
  SELECT FROM audit.private p JOIN audit.leaf e ON e.n = p.erased_by
   WHERE p.owner = l.media AND p.erased_by > l.n
     AND (e.media = l.media OR (e.media IS NULL AND e.subject = l.subject)))`;

export async function countStoredObjects(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ count: string }>(`SELECT count(*) FROM audit.leaf WHERE type = 'media.stored'`);
  return Number(row?.count ?? 0);
}

/** The next entries `media.stored`, by the time of the act; a leaf that cannot be read is named by the check of the log. */
export async function listStoredObjects(
  tx: Transaction,
  after: StoredObjectsPlace,
  limit: number,
): Promise<{ entries: StoredObjectEntry[]; next: StoredObjectsPlace | null }> {
  const rows = await tx.query<{ n: string; at: string; body: Buffer; ended: boolean }>(
    `SELECT l.n, l.at::text AS at, l.body, ${isEnded} AS ended FROM audit.leaf l
      WHERE l.type = 'media.stored' AND (l.at, l.n) > ($1::timestamptz, $2::bigint)
      ORDER BY l.at, l.n LIMIT $3`,
    [after.at, after.n, limit],
  );
  const last = rows.at(-1);
  return {
    entries: rows.flatMap(({ n, body, ended }) => {
      const entry = readEntry(body);
      return entry === null ? [] : [{ ...entry, n: Number(n), ended }];
    }),
    next: last === undefined || rows.length < limit ? null : { at: last.at, n: Number(last.n) },
  };
}

/** Whether an entry ended the item meanwhile. */
export async function hasEnded(tx: Transaction, n: number): Promise<boolean> {
  const [row] = await tx.query<{ ended: boolean }>(`SELECT ${isEnded} AS ended FROM audit.leaf l WHERE l.n = $1`, [n]);
  return row?.ended === true;
}

/** Which of these entries `media.stored` are about items that an entry ended. */
export async function listEndedOf(tx: Transaction, numbers: readonly number[]): Promise<Set<number>> {
  if (numbers.length === 0) return new Set();
  const sql = `SELECT l.n FROM audit.leaf l WHERE l.n = ANY($1::bigint[]) AND ${isEnded}`;
  return new Set((await tx.query<{ n: string }>(sql, [numbers])).map(({ n }) => Number(n)));
}

/** An object with the entry that names it. */
export interface NamedObject {
  readonly n: number;
  readonly id: Id;
  readonly type: 'media.stored' | 'evidence.made';
  readonly object: string;
}

const rowsAtOnce = 2_000;

/**
 * Every object that an entry names as made, in the order of their ids, as bytes: the database sorts them on its disk. The
 * id is cut out of the bytes of the leaf (its only `"object":"`), since bytes that somebody broke must not end the query.
 */
export async function* listNamedObjects(tx: Transaction): AsyncGenerator<NamedObject> {
  await tx.query('SET LOCAL cursor_tuple_fraction = 1');
  await tx.query(`DECLARE named_objects NO SCROLL CURSOR FOR
    SELECT n, id, type, substring(body FROM position('"object":"'::bytea IN body) + 10 FOR 36) AS object
      FROM audit.leaf WHERE type IN ('media.stored', 'evidence.made') ORDER BY 4`);
  for (;;) {
    const rows = await tx.query<Omit<NamedObject, 'n' | 'object'> & { n: string; object: Buffer }>(
      `FETCH ${rowsAtOnce} FROM named_objects`,
    );
    for (const { n, object, ...named } of rows) yield { ...named, n: Number(n), object: object.toString('latin1') };
    if (rows.length < rowsAtOnce) return;
  }
}

function readEntry(body: Buffer): Omit<StoredObjectEntry, 'n' | 'ended'> | null {
  try {
    const { e } = parseLeaf(body);
    const { media, object, sha256 } = e.obj ?? {};
    if (typeof media !== 'string' || typeof object !== 'string' || typeof sha256 !== 'string') return null;
    return { id: e.id, media, object, sha256, size: e.bytes ?? -1 };
  } catch {
    return null;
  }
}
