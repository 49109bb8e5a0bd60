import type { Transaction } from '../../../../platform/database';
import type { Leaf } from '../../format/leaf';
import { tilesAt, tileWidth } from '../../format/tiles';
import { perfectRoot } from '../../format/tree';
import { leafColumns, searchColumns } from '../../search-columns';
import type { StoredCheckpoint } from '../anchor';
import { tilesOf } from '../anchored-log.repository';

const blockLength = 2 ** 20;

export interface RefilledLeaf {
  readonly leaf: Leaf;
  readonly body: Buffer;
  readonly hash: Buffer;
}

/** Keeps every sequencer out until the transaction ends (the lock is theirs), and reads where the log ends. Null where one works. */
export async function takeHead(tx: Transaction): Promise<{ size: number; range: Buffer } | null> {
  const [lock] = await tx.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock(1397902407, 1) AS taken');
  if (lock?.taken !== true) return null;
  const [head] = await tx.query<{ size: string; range: Buffer }>('SELECT size, range FROM audit.head FOR UPDATE');
  return head === undefined ? null : { size: Number(head.size), range: head.range };
}

export async function openBlocks(tx: Transaction, size: number): Promise<void> {
  const block = Math.floor(size / blockLength);
  await tx.query('SELECT audit.open_block($1), audit.open_block($2)', [block, block + 1]);
}

/** Leaves with their search columns; what of them still waits in an old queue is taken out of it. */
export async function addLeaves(tx: Transaction, leaves: readonly RefilledLeaf[]): Promise<void> {
  const found = leaves.map(({ leaf }) => searchColumns(leaf));
  const types = ['bigint', 'bytea', 'bytea', ...leafColumns.map(({ type }) => type)];
  const names = ['n', 'hash', 'body', ...leafColumns.map(({ column }) => column)];
  await tx.query(
    `INSERT INTO audit.leaf (${names.join(', ')})
     SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`,
    [
      leaves.map(({ leaf }) => leaf.n),
      leaves.map(({ hash }) => hash),
      leaves.map(({ body }) => body),
      ...leafColumns.map(({ name }) => found.map((columns) => columns[name])),
    ],
  );
  await tx.query('DELETE FROM audit.pending WHERE id = ANY($1::uuid[])', [leaves.map(({ leaf }) => leaf.e.id)]);
}

/** Personal parts of refilled entries come back sealed, as they were; parts of older entries that those entries ended, end again. */
export async function addParts(tx: Transaction, rows: string, from: number, size: number): Promise<void> {
  const source = 'json_populate_recordset(NULL::audit.private, $1::json)';
  await tx.query(
    `INSERT INTO audit.private SELECT * FROM ${source} WHERE n >= $2 AND n < $3 ON CONFLICT (n, part) DO NOTHING`,
    [rows, from, size],
  );
  await tx.query(
    `UPDATE audit.private p SET sealed = NULL, address_tag = NULL, network_tag = NULL, erased_by = r.erased_by
       FROM ${source} r WHERE p.n = r.n AND p.part = r.part AND r.n < $2 AND r.erased_by IS NOT NULL AND p.sealed IS NOT NULL`,
    [rows, from],
  );
}

export interface NewHead extends StoredCheckpoint {
  readonly root: Buffer;
  readonly range: Buffer;
  readonly sealed: string;
}

export async function moveHead(tx: Transaction, before: number, head: NewHead): Promise<void> {
  const { size, sealed, root, note, range } = head;
  await addTiles(tx, before, size);
  await tx.query('INSERT INTO audit.checkpoint (size, signed_at, root, note) VALUES ($1, $2, $3, $4)', [
    size,
    sealed,
    root,
    note,
  ]);
  await tx.query('UPDATE audit.head SET size = $1, range = $2, sealed_at = $3', [size, range, sealed]);
}

/** A checkpoint between two anchored ones, which somebody outside has confirmed. */
export async function addCheckpoint(
  tx: Transaction,
  { size, root, note }: StoredCheckpoint & { readonly root: Buffer },
): Promise<void> {
  await tx.query(
    `INSERT INTO audit.checkpoint (size, signed_at, root, note)
     SELECT $1::bigint, l.sealed_at, $2, $3 FROM audit.leaf l WHERE l.n = $1::bigint - 1 ON CONFLICT DO NOTHING`,
    [size, root, note],
  );
}

async function addTiles(tx: Transaction, before: number, after: number): Promise<void> {
  for (let level = 0; tilesAt(level, after).full > tilesAt(level, before).full; level += 1) {
    for (let index = tilesAt(level, before).full; index < tilesAt(level, after).full; index += 1) {
      const hashes = await tilesOf(tx).tile({ level, index, width: tileWidth });
      const row = [level, index, hashes, perfectRoot(hashes)];
      await tx.query('INSERT INTO audit.tile (level, index, hashes, root) VALUES ($1, $2, $3, $4)', row);
    }
  }
}
