import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { MonthKeyRow, SubjectKeyRow } from '../keystore.repository';

/** An epoch whose key is out of use, and when its root is gone: null until the provider has said so. */
export interface EndedEpoch {
  readonly epoch: number;
  readonly endedAt: Date;
  readonly rootGoneAt: Date | null;
}

/** An epoch in use. */
export interface LiveEpoch {
  readonly epoch: number;
  readonly id: Id;
  readonly provider: string;
  readonly createdAt: Date;
  readonly backupVerifiedAt: Date | null;
}

const oneRoll = 0x5354_524b;

/** The rows around epochs: which are in use, which ended, and what is still wrapped under which. */
@Injectable()
export class EpochRepository {
  /** One process at a time makes or ends an epoch; the lock goes with the transaction, however it ends. */
  async lockRoll(tx: Transaction): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [oneRoll]);
  }

  async listLive(tx: Transaction): Promise<LiveEpoch[]> {
    return tx.query(
      `SELECT epoch, id, provider, created_at AS "createdAt", backup_verified_at AS "backupVerifiedAt"
         FROM keystore.epoch_key ORDER BY epoch`,
    );
  }

  /** When an epoch's key was in use; null where there was no such epoch. */
  async findLife(tx: Transaction, epoch: number): Promise<{ from: Date; to: Date | null } | null> {
    const [row] = await tx.query<{ from: Date; to: Date | null }>(
      `SELECT created_at AS "from", NULL::timestamptz AS "to" FROM keystore.epoch_key WHERE epoch = $1
       UNION ALL SELECT created_at, ended_at FROM keystore.ended_epoch WHERE epoch = $1`,
      [epoch],
    );
    return row ?? null;
  }

  async listEnded(tx: Transaction): Promise<EndedEpoch[]> {
    return tx.query(
      `SELECT epoch, ended_at AS "endedAt", root_gone_at AS "rootGoneAt" FROM keystore.ended_epoch ORDER BY epoch`,
    );
  }

  /** Subject keys that are wrapped under an older epoch, after a place in their order, held for this transaction; rows that others hold are left out. */
  async pageOldSubjects(
    tx: Transaction,
    epoch: number,
    after: Pick<SubjectKeyRow, 'epoch' | 'subjectId'>,
    limit: number,
  ): Promise<SubjectKeyRow[]> {
    return tx.query(
      `SELECT subject_id AS "subjectId", id, version, epoch, wrapped FROM keystore.subject_key
        WHERE epoch < $1 AND (epoch, subject_id) > ($2, $3)
        ORDER BY epoch, subject_id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED`,
      [epoch, after.epoch, after.subjectId, limit],
    );
  }

  async listOldMonths(tx: Transaction, epoch: number): Promise<MonthKeyRow[]> {
    return tx.query(
      `SELECT id, month::text, epoch, wrapped FROM keystore.month_key WHERE epoch < $1
        ORDER BY month FOR NO KEY UPDATE SKIP LOCKED`,
      [epoch],
    );
  }

  /** Only rows that are still there are changed: what an erasure has removed meanwhile stays removed. */
  async rewrapSubjects(tx: Transaction, rows: readonly SubjectKeyRow[]): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `WITH touched AS (
         UPDATE keystore.subject_key k SET wrapped = n.wrapped, epoch = n.epoch, wrapped_at = now()
           FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bytea[]) AS n(subject_id, id, epoch, wrapped)
          WHERE k.subject_id = n.subject_id AND k.id = n.id AND k.epoch < n.epoch RETURNING 1)
       SELECT count(*)::int AS n FROM touched`,
      [rows.map((r) => r.subjectId), rows.map((r) => r.id), rows.map((r) => r.epoch), rows.map((r) => r.wrapped)],
    );
    return row?.n ?? 0;
  }

  async rewrapMonth(tx: Transaction, { id, epoch, wrapped }: MonthKeyRow): Promise<void> {
    await tx.query(
      'UPDATE keystore.month_key SET wrapped = $2, epoch = $3, wrapped_at = now() WHERE id = $1 AND epoch < $3',
      [id, wrapped, epoch],
    );
  }

  /** How many subject and month keys are not wrapped under this epoch or a newer one. */
  async countOlder(tx: Transaction, epoch: number): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `SELECT ((SELECT count(*) FROM keystore.subject_key WHERE epoch < $1)
             + (SELECT count(*) FROM keystore.month_key WHERE epoch < $1))::int AS n`,
      [epoch],
    );
    return row?.n ?? 0;
  }

  async noteVerifiedBackup(tx: Transaction, epoch: number): Promise<boolean> {
    const sql = 'UPDATE keystore.epoch_key SET backup_verified_at = now() WHERE epoch = $1 RETURNING epoch';
    return (await tx.query(sql, [epoch])).length === 1;
  }

  /**
   * Takes an epoch out of use. The foreign keys of subject and month keys refuse it while one key is still wrapped under
   * it, and refuse every such key from then on. False where it is out of use already.
   */
  async endEpoch(tx: Transaction, epoch: number): Promise<boolean> {
    const rows = await tx.query(
      `WITH ended AS (DELETE FROM keystore.epoch_key WHERE epoch = $1 RETURNING epoch, id, provider, created_at)
       INSERT INTO keystore.ended_epoch (epoch, id, provider, created_at) SELECT * FROM ended RETURNING epoch`,
      [epoch],
    );
    return rows.length === 1;
  }

  async setRootGone(tx: Transaction, epoch: number, at: Date | null): Promise<void> {
    await tx.query('UPDATE keystore.ended_epoch SET root_gone_at = coalesce($2, now()) WHERE epoch = $1', [epoch, at]);
  }
}
