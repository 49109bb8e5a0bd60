import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database';
import type { StoreRead, Verdict } from './store-read';

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

export interface StoreException extends StoreRead {
  readonly verdict: Verdict;
}

const columns = `request_id AS "requestId", at, act, object_key AS "objectKey", entry, own_credentials AS "ownCredentials", bytes, verdict`;
type Row = Omit<StoreException, 'entry' | 'bytes'> & { readonly entry: string | null; readonly bytes: string };

@Injectable()
export class StoreReadRepository {
  /** The store tells some readings twice. */
  async add(tx: Transaction, read: StoreRead): Promise<void> {
    const { requestId, at, act, objectKey, entry, ownCredentials, bytes } = read;
    await tx.query(
      `INSERT INTO reconciliation.store_read (request_id, at, act, object_key, entry, own_credentials, bytes)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [requestId, at, act, objectKey, entry, ownCredentials, bytes],
    );
  }

  /** What nobody has judged yet, held still. */
  async systemTakeWaiting(tx: Transaction, limit: number): Promise<StoreRead[]> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation.store_read WHERE verdict IS NULL ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    return rows.map(readRow);
  }

  async systemKeepVerdicts(tx: Transaction, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
    await tx.query(
      `UPDATE reconciliation.store_read r SET verdict = v.verdict
         FROM unnest($1::text[], $2::text[]) AS v (id, verdict) WHERE r.request_id = v.id`,
      [[...verdicts.keys()], [...verdicts.values()]],
    );
  }

  /** What matched is proved by then; exceptions stay as long as the log does. */
  async systemForget(tx: Transaction, days: { readonly matched: number; readonly exceptions: number }): Promise<void> {
    await tx.query(
      `DELETE FROM reconciliation.store_read WHERE (at < now() - make_interval(days => $1) AND verdict = 'matched')
         OR at < now() - make_interval(days => $2)`,
      [days.matched, days.exceptions],
    );
  }

  async count(tx: Transaction, { from, to }: Period): Promise<Map<Verdict | 'waiting', number>> {
    const rows = await tx.query<{ verdict: Verdict | 'waiting'; count: string }>(
      `SELECT coalesce(verdict, 'waiting') AS verdict, count(*) AS count FROM reconciliation.store_read
        WHERE at >= $1 AND at < $2 GROUP BY 1`,
      [from, to],
    );
    return new Map(rows.map(({ verdict, count }) => [verdict, Number(count)]));
  }

  async listExceptions(tx: Transaction, { from, to }: Period, limit: number): Promise<StoreException[]> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation.store_read WHERE verdict <> 'matched' AND at >= $1 AND at < $2
        ORDER BY at DESC, request_id LIMIT $3`,
      [from, to, limit],
    );
    return rows.map(readRow);
  }

  /** Hours of the period in which the store told at least one reading that matched. */
  async listHeardHours(tx: Transaction, { from, to }: Period): Promise<Set<number>> {
    const rows = await tx.query<{ hour: Date }>(
      `SELECT DISTINCT date_trunc('hour', at, 'UTC') AS hour FROM reconciliation.store_read
        WHERE at >= $1 AND at < $2 AND verdict = 'matched'`,
      [from, to],
    );
    return new Set(rows.map(({ hour }) => hour.getTime()));
  }
}

function readRow({ entry, bytes, ...row }: Row): StoreException {
  return { ...row, entry: entry === null ? null : Number(entry), bytes: Number(bytes) };
}
