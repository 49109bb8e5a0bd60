import type { Transaction } from '../../../../platform/database';
import type { StoredCheckpoint } from '../anchor';

/** Asks for a stamp of the newest checkpoint, if nothing was asked for since `since`. One that is asked for already is not asked for twice. */
export async function askForStamp(tx: Transaction, since: Date | null, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO audit.time_stamp (size, asked_at)
     SELECT c.size, $2 FROM audit.checkpoint c
      WHERE $1::timestamptz IS NULL OR NOT EXISTS (SELECT FROM audit.time_stamp WHERE asked_at > $1)
      ORDER BY c.size DESC LIMIT 1
     ON CONFLICT (size) DO NOTHING`,
    [since, at],
  );
}

/** The oldest checkpoint that waits for its stamp. */
export async function findWaiting(tx: Transaction): Promise<StoredCheckpoint | null> {
  const [row] = await tx.query<{ size: string; note: string }>(
    `SELECT t.size, c.note FROM audit.time_stamp t JOIN audit.checkpoint c USING (size)
      WHERE t.token IS NULL ORDER BY t.size LIMIT 1`,
  );
  return row === undefined ? null : { size: Number(row.size), note: row.note };
}

export async function keepToken(tx: Transaction, size: number, token: Buffer, at: Date): Promise<void> {
  await tx.query('UPDATE audit.time_stamp SET token = $2, stamped_at = $3 WHERE size = $1 AND token IS NULL', [
    size,
    token,
    at,
  ]);
}

/** A token that has come earlier, back from the bucket. */
export async function addToken(tx: Transaction, size: number, token: Buffer, at: Date): Promise<void> {
  await tx.query(
    'INSERT INTO audit.time_stamp (size, asked_at, token, stamped_at) VALUES ($1, $3, $2, $3) ON CONFLICT DO NOTHING',
    [size, token, at],
  );
}

export interface TimeStamp {
  readonly size: number;
  readonly token: Buffer;
  /** The stamped note; null where the checkpoint is gone. */
  readonly note: string | null;
}

/** The first stamp over at least `from` and at most `to` entries whose checkpoint is still there. */
export async function findStampWithin(
  tx: Transaction,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<(TimeStamp & { readonly note: string }) | null> {
  const [row] = await tx.query<{ size: string; token: Buffer; note: string }>(
    `SELECT t.size, t.token, c.note FROM audit.time_stamp t JOIN audit.checkpoint c USING (size)
      WHERE t.token IS NOT NULL AND t.size >= $1 AND t.size <= $2 ORDER BY t.size LIMIT 1`,
    [from, to],
  );
  return row === undefined ? null : { ...row, size: Number(row.size) };
}

/** Every stamp that has come, oldest first: one a day. */
export async function listTimeStamps(tx: Transaction): Promise<TimeStamp[]> {
  const rows = await tx.query<{ size: string; token: Buffer; note: string | null }>(
    `SELECT t.size, t.token, c.note FROM audit.time_stamp t LEFT JOIN audit.checkpoint c USING (size)
      WHERE t.token IS NOT NULL ORDER BY t.size`,
  );
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}
