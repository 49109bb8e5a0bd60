import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { EndFacts } from './irreversible';

/** Keys of all kinds that are there. */
const living = ['subject', 'month', 'data', 'payload']
  .map((kind) => `SELECT id FROM keystore.${kind}_key WHERE id = ANY($1::uuid[])`)
  .join(' UNION ALL ');

/** The ledger of ended keys and epochs. Only an SQL trigger writes into it. */
@Injectable()
export class EndRepository {
  async countLiving(tx: Transaction, ids: readonly Id[]): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${living}) AS k`, [ids]);
    return row?.n ?? 0;
  }

  /** A key below an ended subject key has ended, too, whether its own row is still there or not. */
  async listEnded(tx: Transaction, dataKeyIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT asked.id FROM unnest($1::uuid[]) AS asked (id) LEFT JOIN keystore.data_key k ON k.id = asked.id
        WHERE CASE WHEN k.id IS NULL THEN EXISTS (SELECT FROM keystore.ended_key e WHERE e.id = asked.id)
              ELSE NOT EXISTS (SELECT FROM keystore.subject_key s WHERE s.subject_id = k.subject_id)
                AND EXISTS (SELECT FROM keystore.ended_key e WHERE e.id = encode(substr(k.wrapped, 3, 16), 'hex')::uuid) END`,
      [dataKeyIds],
    );
    return rows.map(({ id }) => id);
  }

  /** After a merge a subject has no key of its own; its payload key lives on under the survivor's. */
  async listEndedSubjects(tx: Transaction, subjectIds: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT asked.id FROM unnest($1::uuid[]) AS asked (id)
        WHERE EXISTS (SELECT FROM keystore.ended_key e WHERE e.subject_id = asked.id)
          AND NOT EXISTS (SELECT FROM keystore.subject_key s WHERE s.subject_id = asked.id)
          AND NOT EXISTS (SELECT FROM keystore.payload_key p JOIN keystore.subject_key s ON s.subject_id = p.subject_id
                           WHERE p.owner_id = asked.id)`,
      [subjectIds],
    );
    return rows.map(({ id }) => id);
  }

  async facts(tx: Transaction, ids: readonly Id[]): Promise<Omit<EndFacts, 'now' | 'asked'>> {
    const [row] = await tx.query<Omit<EndFacts, 'now' | 'asked'>>(
      `WITH asked AS (SELECT id, last_epoch, under FROM keystore.ended_key WHERE id = ANY($1::uuid[])),
            above AS (SELECT e.last_epoch FROM keystore.ended_key e WHERE e.id IN (SELECT under FROM asked)),
            gone AS (SELECT (SELECT count(*)::int FROM asked) AS n,
                            (SELECT coalesce(max(last_epoch), 0) FROM (SELECT last_epoch FROM asked UNION ALL SELECT last_epoch FROM above) AS l) AS last)
       SELECT gone.n AS ended, gone.last AS "lastEpoch",
              (SELECT count(*)::int FROM (${living}) AS k)
                + (SELECT count(*)::int FROM keystore.subject_key WHERE id IN (SELECT under FROM asked)) AS living,
              (SELECT max(epoch) FROM keystore.epoch_key WHERE epoch <= gone.last) AS "epochInUse",
              (SELECT count(*)::int FROM keystore.ended_epoch WHERE epoch <= gone.last AND root_gone_at IS NULL) AS "rootsUnconfirmed",
              (SELECT max(root_gone_at) FROM keystore.ended_epoch WHERE epoch <= gone.last) AS "lastRootGoneAt",
              (SELECT count(*)::int FROM keystore.escrow WHERE epoch <= gone.last AND ended_at IS NULL) AS "escrowsLeft",
              (SELECT max(ended_at) FROM keystore.escrow WHERE epoch <= gone.last) AS "lastEscrowEndsAt"
         FROM gone`,
      [ids],
    );
    if (row === undefined) throw new Error('the keystore gave no facts');
    return row;
  }
}
