import type { Transaction } from '../../../platform/database';

/** A key of the log as the database keeps it. */
export interface StoredLogKey {
  readonly firstSize: number;
  readonly lastSize: number | null;
  /** 32 bytes of an Ed25519 key. */
  readonly publicKey: Buffer;
  readonly handOver: string | null;
}

/** All keys since the first change of key, oldest first; none where it was never changed. */
export async function listLogKeys(tx: Transaction): Promise<StoredLogKey[]> {
  const rows = await tx.query<{ first: string; last: string | null; publicKey: Buffer; handOver: string | null }>(
    `SELECT first_size AS first, last_size AS last, public_key AS "publicKey", hand_over AS "handOver"
       FROM audit.log_key ORDER BY first_size`,
  );
  return rows.map(({ first, last, publicKey, handOver }) => ({
    firstSize: Number(first),
    lastSize: last === null ? null : Number(last),
    publicKey,
    handOver,
  }));
}

export async function findBody(tx: Transaction, n: number): Promise<Buffer | null> {
  const [row] = await tx.query<{ body: Buffer }>('SELECT body FROM audit.leaf WHERE n = $1', [n]);
  return row?.body ?? null;
}

/** Whether an entry says that this approval's change of key has been made, or waits to. */
export async function isKeyChangeRecorded(tx: Transaction, approval: string): Promise<boolean> {
  const [row] = await tx.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM audit.leaf WHERE type = 'audit.key.rotated'
               AND convert_from(body, 'UTF8')::json #>> '{e,obj,object}' = $1)
         OR EXISTS (SELECT FROM audit.pending WHERE event LIKE '%"type":"audit.key.rotated"%'
               AND event LIKE '%"object":"' || $1 || '"%') AS found`,
    [approval],
  );
  return row?.found === true;
}
