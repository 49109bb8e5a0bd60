import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../platform/database';
import { held, living } from '../dispositions/disposition.repository';
import { unannounced } from '../dispositions/notice.repository';
import type { RunState } from '../dispositions/run-state';
import type { OverdueItem, OverdueReason } from './overdue';

const running = `FROM retention.restriction_item x JOIN retention.restriction r ON r.id = x.restriction_id
  WHERE x.media_id = i.media_id AND r.lifted_at IS NULL`;
/** In the order of `overdueReasons`; $1: when the last run ended, $2: whether one is late. */
const reason = `CASE WHEN ${held} THEN 'held' WHEN EXISTS (SELECT ${running}) THEN 'restricted'
  WHEN ${unannounced} THEN 'notice_missing' WHEN i.review OR i.unsettled THEN 'awaiting_review'
  WHEN $1::timestamptz >= i.must_delete_at THEN 'not_started' WHEN $2::boolean THEN 'run_missed' ELSE 'awaiting_run' END`;
const overdue = `${living} AND i.must_delete_at <= now()`;

/** Items past their end, in SQL: by their ids, without a person. */
@Injectable()
export class OverdueRepository {
  /** The oldest first. */
  async list(tx: Transaction, { lastFinishedAt, late }: RunState, limit: number): Promise<OverdueItem[]> {
    return tx.query<OverdueItem>(
      `SELECT i.media_id AS media, m.class, m.jurisdiction, i.must_delete_at AS "endedAt", ${reason} AS reason, i.policy,
              ARRAY(SELECT DISTINCT h.matter FROM retention.hold_item x JOIN retention.hold h ON h.id = x.hold_id
                WHERE x.media_id = i.media_id AND (h.released_at IS NULL OR x.free_from > now()) ORDER BY 1) AS matters,
              ARRAY(SELECT DISTINCT r.ground ${running} ORDER BY 1) AS grounds,
              ARRAY(SELECT c.row_id FROM retention.claim c WHERE c.media_id = i.media_id ORDER BY c.row_id) AS rows
         FROM retention.item i JOIN records.media m ON m.id = i.media_id
        WHERE ${overdue} ORDER BY i.must_delete_at, i.media_id LIMIT $3`,
      [lastFinishedAt, late, limit],
    );
  }

  async count(tx: Transaction, { lastFinishedAt, late }: RunState): Promise<Map<OverdueReason, number>> {
    const rows = await tx.query<{ reason: OverdueReason; count: number }>(
      `SELECT ${reason} AS reason, count(*)::int AS count FROM retention.item i WHERE ${overdue} GROUP BY 1`,
      [lastFinishedAt, late],
    );
    return new Map(rows.map((row) => [row.reason, row.count]));
  }

  async countBeingDestroyed(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM retention.item i WHERE i.state = 'key_destroyed'`,
    );
    return row?.count ?? 0;
  }
}
