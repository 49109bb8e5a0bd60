import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { confirmEveryDays, type HoldReason, remindEveryDays } from './hold';

/** Somebody who must keep what a matter needs, and whether they have said that they know. */
export interface Custodian {
  readonly person: Id;
  readonly noticedAt: Date;
  readonly acknowledgedAt: Date | null;
}

/** A hold as one of its custodians sees it. */
export interface HoldNotice {
  readonly hold: Id;
  readonly matter: string;
  readonly reason: HoldReason;
  readonly noticedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly releasedAt: Date | null;
}

const columns = `c.person_id AS person, c.noticed_at AS "noticedAt", c.acknowledged_at AS "acknowledgedAt"`;
const perHold = 200;

/** Custodians of holds in SQL. */
@Injectable()
export class CustodianRepository {
  /** Answers who was not a custodian before; people who have no account are left out. */
  async add(tx: Transaction, hold: Id, people: readonly Id[]): Promise<Id[]> {
    const added = await tx.query<{ person: Id }>(
      `INSERT INTO retention.hold_custodian (hold_id, person_id)
       SELECT $1, a.id FROM identity.account a WHERE a.id = ANY($2::uuid[])
       ON CONFLICT DO NOTHING RETURNING person_id AS person`,
      [hold, people],
    );
    return added.map(({ person }) => person);
  }

  async list(tx: Transaction, hold: Id): Promise<Custodian[]> {
    return tx.query(
      `SELECT ${columns} FROM retention.hold_custodian c WHERE c.hold_id = $1 ORDER BY c.noticed_at, c.person_id LIMIT $2`,
      [hold, perHold],
    );
  }

  /** The notices of one person, newest first. */
  async listOf(tx: Transaction, person: Id, { before, limit }: { before?: Id; limit: number }): Promise<HoldNotice[]> {
    return tx.query(
      `SELECT h.id AS hold, h.matter, h.reason, c.noticed_at AS "noticedAt", c.acknowledged_at AS "acknowledgedAt",
              h.released_at AS "releasedAt"
         FROM retention.hold_custodian c JOIN retention.hold h ON h.id = c.hold_id
        WHERE c.person_id = $1 AND ($2::uuid IS NULL OR c.hold_id < $2) ORDER BY c.hold_id DESC LIMIT $3`,
      [person, before ?? null, limit],
    );
  }

  /** Whether the person is a custodian; the first time counts. */
  async acknowledge(tx: Transaction, hold: Id, person: Id): Promise<boolean> {
    const known = await tx.query(
      `UPDATE retention.hold_custodian SET acknowledged_at = coalesce(acknowledged_at, now())
        WHERE hold_id = $1 AND person_id = $2 RETURNING hold_id`,
      [hold, person],
    );
    return known.length > 0;
  }

  /** Custodians of open holds who have been silent for a week, noted as asked again. */
  async systemRemind(tx: Transaction): Promise<{ hold: Id; person: Id }[]> {
    return tx.query(
      `UPDATE retention.hold_custodian c SET reminded_at = now() FROM retention.hold h
        WHERE h.id = c.hold_id AND h.released_at IS NULL AND c.acknowledged_at IS NULL
          AND c.reminded_at < now() - make_interval(days => $1)
       RETURNING c.hold_id AS hold, c.person_id AS person`,
      [remindEveryDays],
    );
  }

  /** Open holds that nobody has confirmed in time, noted as asked about. */
  async systemUnconfirmed(tx: Transaction): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `UPDATE retention.hold SET reminded_at = now()
        WHERE released_at IS NULL AND confirmed_at < now() - make_interval(days => $1)
          AND (reminded_at IS NULL OR reminded_at < now() - make_interval(days => $2)) RETURNING id`,
      [confirmEveryDays, remindEveryDays],
    );
    return rows.map(({ id }) => id);
  }
}
