import type { Transaction } from '../../../platform/database';

export async function findHead(tx: Transaction): Promise<{ size: number; range: Buffer }> {
  const [head] = await tx.query<{ size: string; range: Buffer }>('SELECT size, range FROM audit.head');
  if (head === undefined) throw new Error('the log has no head');
  return { size: Number(head.size), range: head.range };
}

/** The time of the next batch, which never goes back. With the head held still. */
export async function nextSealedAt(tx: Transaction): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>(
    "SELECT greatest(sealed_at, date_trunc('milliseconds', clock_timestamp())) AS at FROM audit.head",
  );
  if (row === undefined) throw new Error('the log has no head');
  return row.at;
}

/** Number of the newest entry that opened a log. */
export async function findNewestOpening(tx: Transaction): Promise<number | null> {
  const [row] = await tx.query<{ n: string }>(
    "SELECT n FROM audit.leaf WHERE type = 'audit.log.opened' ORDER BY at DESC, n DESC LIMIT 1",
  );
  return row === undefined ? null : Number(row.n);
}
