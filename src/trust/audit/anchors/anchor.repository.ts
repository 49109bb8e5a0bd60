import type { Transaction } from '../../../platform/database';
import type { AnchorTrouble, StoredCheckpoint } from './anchor';
import type { AnchorRow } from './anchor-state';

interface RawAnchor {
  name: string;
  kind: AnchorRow['kind'];
  size: string;
  anchored_at: Date | null;
  failing_since: Date | null;
  error: AnchorTrouble | null;
  protects: boolean;
  behind_since: Date | null;
}

/** The rows of the anchors named, each with how long it has lacked an entry. */
export async function listAnchors(tx: Transaction, names: readonly string[]): Promise<AnchorRow[]> {
  const rows = await tx.query<RawAnchor>(
    `SELECT a.name, a.kind, a.size, a.anchored_at, a.failing_since, a.error, a.protects,
            (SELECT l.sealed_at FROM audit.leaf l WHERE l.n = a.size) AS behind_since
       FROM audit.anchor a WHERE a.name = ANY($1::text[]) ORDER BY a.name`,
    [names],
  );
  return rows.map(({ size, anchored_at, failing_since, behind_since, ...row }) => ({
    ...row,
    size: Number(size),
    anchoredAt: anchored_at,
    failingSince: failing_since,
    behindSince: behind_since,
  }));
}

export async function addAnchor(tx: Transaction, { name, kind }: Pick<AnchorRow, 'name' | 'kind'>): Promise<void> {
  await tx.query('INSERT INTO audit.anchor (name, kind) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [name, kind]);
}

/** It has taken the log so far; whatever was wrong is over. */
export async function noteAnchored(tx: Transaction, name: string, size: number, at: Date): Promise<void> {
  await tx.query(
    'UPDATE audit.anchor SET size = $2, anchored_at = $3, failing_since = NULL, error = NULL WHERE name = $1',
    [name, size, at],
  );
}

export async function noteTrouble(tx: Transaction, name: string, error: AnchorTrouble, at: Date): Promise<void> {
  await tx.query('UPDATE audit.anchor SET failing_since = coalesce(failing_since, $3), error = $2 WHERE name = $1', [
    name,
    error,
    at,
  ]);
}

export async function noteProof(tx: Transaction, name: string, protects: boolean, at: Date): Promise<void> {
  await tx.query('UPDATE audit.anchor SET protects = $2, proved_at = $3 WHERE name = $1', [name, protects, at]);
}

/** The newest checkpoint of at most `limit` entries and more than `size`; else the first one beyond. Null where there is no newer one. */
export async function findNextCheckpoint(
  tx: Transaction,
  size: number,
  limit: number,
): Promise<StoredCheckpoint | null> {
  const most = Number.isFinite(limit) ? limit : Number.MAX_SAFE_INTEGER;
  const rows = await tx.query<{ size: string; note: string }>(
    `(SELECT size, note FROM audit.checkpoint WHERE size > $1 AND size <= $2 ORDER BY size DESC LIMIT 1)
     UNION ALL (SELECT size, note FROM audit.checkpoint WHERE size > greatest($1, $2) ORDER BY size LIMIT 1)`,
    [size, most],
  );
  const [next] = rows;
  return next === undefined ? null : { size: Number(next.size), note: next.note };
}

export interface StoredCosignature {
  readonly size: number;
  /** Name of the witness in the policy. */
  readonly witness: string;
  readonly line: string;
}

export async function addCosignature(
  tx: Transaction,
  { size, witness, line }: StoredCosignature,
  at: Date,
): Promise<void> {
  await tx.query(
    'INSERT INTO audit.cosignature (size, witness, line, cosigned_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [size, witness, line, at],
  );
}

/** The newest checkpoint that a witness has cosigned. */
export async function findNewestCosigned(tx: Transaction): Promise<(StoredCheckpoint & { at: Date }) | null> {
  const [row] = await tx.query<{ size: string; note: string; signed_at: Date }>(
    'SELECT size, note, signed_at FROM audit.checkpoint WHERE size = (SELECT max(size) FROM audit.cosignature)',
  );
  return row === undefined ? null : { size: Number(row.size), note: row.note, at: row.signed_at };
}

/** Lines of witnesses under the checkpoint of this size. */
export async function listCosignatures(tx: Transaction, size: number): Promise<StoredCosignature[]> {
  return tx
    .query<{ witness: string; line: string }>(
      'SELECT witness, line FROM audit.cosignature WHERE size = $1 ORDER BY witness',
      [size],
    )
    .then((rows) => rows.map((row) => ({ size, ...row })));
}

/** What anchors were known to remember was of another log. */
export async function forgetAnchors(tx: Transaction): Promise<void> {
  await tx.query('DELETE FROM audit.anchor');
}
