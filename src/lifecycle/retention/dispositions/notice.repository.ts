import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { living } from './disposition.repository';

/** An item whose end has to be announced first, and was not yet. */
export interface NoticeDue {
  readonly media: Id;
  readonly subject: Id;
  readonly class: string;
  readonly mustDeleteAt: Date;
  /** By then somebody has to be told. */
  readonly noticeBy: Date;
  /** With microseconds, for cursors. */
  readonly noticeByText: string;
}

/** An announced item, for the entry about it. */
export interface AnnouncedItem {
  readonly media: Id;
  readonly subject: Id;
  readonly class: string;
}

const announced = `EXISTS (SELECT FROM retention.pre_notice p WHERE p.media_id = i.media_id AND p.ends_at = i.must_delete_at`;
/** Whether an item `i` waits for a notice of its end, or for the time that has to follow it. */
export const unannounced = `i.notice_by IS NOT NULL
          AND NOT ${announced} AND p.given_at <= now() - (i.must_delete_at - i.notice_by))`;

/** Notices before an end (DPDP Rules 2025 r.8(2) and whatever rows ask for) in SQL. */
@Injectable()
export class NoticeRepository {
  async listDue(
    tx: Transaction,
    { before, after, limit }: { before: Date; after?: { at: string; media: Id }; limit: number },
  ): Promise<NoticeDue[]> {
    return tx.query(
      `SELECT i.media_id AS media, m.subject_id AS subject, m.class, i.must_delete_at AS "mustDeleteAt",
              i.notice_by AS "noticeBy", i.notice_by::text AS "noticeByText"
         FROM retention.item i JOIN records.media m ON m.id = i.media_id
        WHERE ${living} AND i.notice_by IS NOT NULL AND i.notice_by < $1 AND NOT ${announced})
          AND ($2::timestamptz IS NULL OR (i.notice_by, i.media_id) > ($2::timestamptz, $3::uuid))
        ORDER BY i.notice_by, i.media_id LIMIT $4`,
      [before, after?.at ?? null, after?.media ?? null, limit],
    );
  }

  async systemCountDue(tx: Transaction, before: Date): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM retention.item i
        WHERE ${living} AND i.notice_by IS NOT NULL AND i.notice_by < $1 AND NOT ${announced})`,
      [before],
    );
    return row?.count ?? 0;
  }

  /** Notes that the present ends of these items were announced; answers those that have an end to announce. */
  async add(
    tx: Transaction,
    { media, givenAt, by }: { media: readonly Id[]; givenAt: Date; by: Id },
  ): Promise<AnnouncedItem[]> {
    return tx.query(
      `WITH noted AS (
         INSERT INTO retention.pre_notice (media_id, ends_at, given_at, noted_by)
         SELECT i.media_id, i.must_delete_at, $2, $3 FROM retention.item i
          WHERE i.media_id = ANY($1::uuid[]) AND ${living} AND i.must_delete_at IS NOT NULL
         ON CONFLICT DO NOTHING RETURNING media_id)
       SELECT m.id AS media, m.subject_id AS subject, m.class FROM noted n JOIN records.media m ON m.id = n.media_id`,
      [media, givenAt, by],
    );
  }

  /** Those of the items whose end was not announced, or not so long ago as their rows ask for. */
  async systemUnannounced(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(
      `SELECT i.media_id AS id FROM retention.item i WHERE i.media_id = ANY($1::uuid[]) AND ${unannounced}`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Items that nobody has classified for so many hours. */
  async systemCountUnclassified(tx: Transaction, hours: number): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM records.media
        WHERE class = 'unknown' AND state <> 'destroyed' AND received_at < now() - make_interval(hours => $1)`,
      [hours],
    );
    return row?.count ?? 0;
  }
}
