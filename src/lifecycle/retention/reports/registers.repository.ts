import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../platform/database';
import type { ReportedHold, ReportedRestriction, RestrictionsReport } from './registers';

type StoredHold = Omit<ReportedHold, 'confirmBy'>;
type StoredRestriction = Omit<ReportedRestriction, 'provision'>;

/** Who asked for an end, gave their approval, and did it, of the approval with the id in `column`. */
const approvalOf = (column: string): string => `(SELECT jsonb_build_object('approval', a.id, 'askedBy', a.requested_by,
  'approvedBy', ARRAY(SELECT g.given_by FROM access.approval_given g WHERE g.approval_id = a.id AND g.version = a.version ORDER BY g.given_at),
  'doneBy', a.ended_by) FROM access.approval a WHERE a.id = ${column})`;
const under = 'retention.hold_item x JOIN records.media m ON m.id = x.media_id WHERE x.hold_id = h.id';
const whileHeld = `m.destroyed_at >= x.joined_at AND m.destroyed_at < coalesce(x.free_from, 'infinity')`;

/** Holds and restrictions with what became of them, in SQL. */
@Injectable()
export class RegistersRepository {
  /** Open ones first, then the newest. */
  async listHolds(tx: Transaction, limit: number): Promise<StoredHold[]> {
    return tx.query<StoredHold>(
      `SELECT h.id, h.matter, h.reason, h.scope, h.placed_by AS "placedBy", h.placed_at AS "placedAt",
              h.confirmed_at AS "confirmedAt", h.released_at AS "releasedAt", ${approvalOf('h.release_approval')} AS release,
              items.count AS items, items.cools AS "coolsUntil", items.inside AS "destroyedWhileHeld",
              items.gone - items.inside AS "destroyedOutside", told.count AS custodians, told.known AS acknowledged
         FROM retention.hold h
        CROSS JOIN LATERAL (SELECT count(*)::int AS count, max(x.free_from) AS cools,
            count(m.destroyed_at)::int AS gone, count(*) FILTER (WHERE ${whileHeld})::int AS inside FROM ${under}) items
        CROSS JOIN LATERAL (SELECT count(*)::int AS count, count(c.acknowledged_at)::int AS known
            FROM retention.hold_custodian c WHERE c.hold_id = h.id) told
        ORDER BY h.released_at IS NOT NULL, h.id DESC LIMIT $1`,
      [limit],
    );
  }

  async countHolds(
    tx: Transaction,
    confirmEveryDays: number,
  ): Promise<{ all: number; open: number; unconfirmed: number; destroyedWhileHeld: number }> {
    const [row] = await tx.query<{ all: number; open: number; unconfirmed: number; destroyedWhileHeld: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE released_at IS NULL)::int AS open,
              count(*) FILTER (WHERE released_at IS NULL AND confirmed_at < now() - make_interval(days => $1))::int AS unconfirmed,
              (SELECT count(*)::int FROM retention.hold_item x JOIN records.media m ON m.id = x.media_id
                WHERE ${whileHeld}) AS "destroyedWhileHeld" FROM retention.hold`,
      [confirmEveryDays],
    );
    return row ?? { all: 0, open: 0, unconfirmed: 0, destroyedWhileHeld: 0 };
  }

  /** Running ones first, then the newest. */
  async listRestrictions(tx: Transaction, limit: number): Promise<StoredRestriction[]> {
    return tx.query<StoredRestriction>(
      `SELECT r.id, r.ground, r.reference, r.imposed_by AS "imposedBy", r.imposed_at AS "imposedAt",
              r.review_on::text AS "reviewOn", r.noticed_on::text AS "noticedOn", r.lifted_at AS "liftedAt",
              r.lifted_at IS NULL AND r.review_on < (now() AT TIME ZONE 'UTC')::date IS TRUE AS "reviewIsOverdue",
              ${approvalOf('r.lift_approval')} AS lifting,
              (SELECT count(*)::int FROM retention.restriction_item x WHERE x.restriction_id = r.id) AS items
         FROM retention.restriction r ORDER BY r.lifted_at IS NOT NULL, r.id DESC LIMIT $1`,
      [limit],
    );
  }

  async countRestrictions(
    tx: Transaction,
  ): Promise<Omit<RestrictionsReport, 'at' | 'restrictions' | 'more'> & { readonly all: number }> {
    const [row] = await tx.query<Omit<RestrictionsReport, 'at' | 'restrictions' | 'more'> & { all: number }>(
      `SELECT r.*, i.* FROM
         (SELECT count(*)::int AS all, count(*) FILTER (WHERE lifted_at IS NULL)::int AS running,
                 count(*) FILTER (WHERE lifted_at IS NULL AND review_on < (now() AT TIME ZONE 'UTC')::date)::int AS "reviewsOverdue"
            FROM retention.restriction) r,
         (SELECT count(*)::int AS "restrictedItems", count(*) FILTER (WHERE NOT EXISTS (
                   SELECT FROM retention.restriction_item x JOIN retention.restriction o ON o.id = x.restriction_id
                    WHERE x.media_id = m.id AND o.lifted_at IS NULL))::int AS "byDateAlone"
            FROM records.media m WHERE m.restricted_from <= now() AND m.state <> 'destroyed') i`,
    );
    return row ?? { all: 0, running: 0, reviewsOverdue: 0, restrictedItems: 0, byDateAlone: 0 };
  }
}
