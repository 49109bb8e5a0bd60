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
              (SELECT max(ends_at) FROM keystore.escrow WHERE epoch <= gone.last) AS "lastEscrowEndsAt"
         FROM gone`,
      [ids],
    );
    if (row === undefined) throw new Error('the keystore gave no facts');
    return row;
  }
}
