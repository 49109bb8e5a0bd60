import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Notice, NoticeState } from './notice';

const columns = `n.request_id AS request, n.erased, n.restricted, n.state, n.opened_at AS "openedAt", n.told_at AS "toldAt",
  n.remind_at AS "remindAt", n.ended_at AS "endedAt",
  jsonb_build_object('id', r.id, 'name', r.name, 'contact', r.contact) AS recipient`;
const notices = 'requests.notice n JOIN records.recipient r ON r.id = n.recipient_id';

/** What recipients are told of items that they got, in SQL. Who may see it is decided by the route. */
@Injectable()
export class NoticeRepository {
  /** A notice for each recipient of some of these items; more items open one that had ended again. Answers how many. */
  async systemOpen(
    tx: Transaction,
    request: Id,
    { erased, restricted }: { erased: readonly Id[]; restricted: readonly Id[] },
  ): Promise<number> {
    const opened = await tx.query(
      `INSERT INTO requests.notice (request_id, recipient_id, erased, restricted)
       SELECT $1, recipient_id, coalesce(array_agg(media_id) FILTER (WHERE media_id = ANY($2::uuid[])), '{}'),
              coalesce(array_agg(media_id) FILTER (WHERE media_id = ANY($3::uuid[])), '{}')
         FROM records.disclosure WHERE media_id = ANY($2::uuid[] || $3::uuid[]) GROUP BY recipient_id
       ON CONFLICT (request_id, recipient_id) DO UPDATE SET erased = requests.notice.erased || excluded.erased,
         restricted = requests.notice.restricted || excluded.restricted, state = 'open', ended_at = NULL,
         remind_at = now() + interval '3 days'
       RETURNING recipient_id`,
      [request, erased, restricted],
    );
    return opened.length;
  }

  async listOf(tx: Transaction, request: Id): Promise<Notice[]> {
    return tx.query<Notice>(`SELECT ${columns} FROM ${notices} WHERE n.request_id = $1 ORDER BY r.name`, [request]);
  }

  /** Those that have not ended, by when somebody has to act. */
  async listWaiting(tx: Transaction, limit: number): Promise<Notice[]> {
    return tx.query<Notice>(
      `SELECT ${columns} FROM ${notices} WHERE n.state IN ('open', 'told') ORDER BY n.remind_at, n.request_id LIMIT $1`,
      [limit],
    );
  }

  async lockNotice(tx: Transaction, request: Id, recipient: Id): Promise<NoticeState | null> {
    const [row] = await tx.query<{ state: NoticeState }>(
      'SELECT state FROM requests.notice WHERE request_id = $1 AND recipient_id = $2 FOR UPDATE',
      [request, recipient],
    );
    return row?.state ?? null;
  }

  async turn(
    tx: Transaction,
    { request, recipient, to, remindDays }: { request: Id; recipient: Id; to: NoticeState; remindDays: number },
  ): Promise<void> {
    await tx.query(
      `UPDATE requests.notice SET state = $3, told_at = CASE WHEN $3 = 'told' THEN now() ELSE told_at END,
              remind_at = now() + make_interval(days => $4),
              ended_at = CASE WHEN $3 IN ('acknowledged', 'impossible') THEN now() END
        WHERE request_id = $1 AND recipient_id = $2`,
      [request, recipient, to, remindDays],
    );
  }
}
