import { Injectable } from '@nestjs/common';
import { type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { RetentionState } from '../rules/retention-state';

/** An item that is due by some day, with what stands against its end. */
export interface DueItem {
  readonly media: Id;
  readonly subject: Id;
  readonly class: string;
  readonly state: RetentionState;
  readonly mustDeleteAt: Date;
  /** With microseconds, for cursors. */
  readonly mustDeleteAtText: string;
  /** Rows of the schedule that kept it. */
  readonly rows: readonly string[];
  readonly policy: string;
  readonly review: boolean;
  readonly held: boolean;
}

export interface ForecastMonth {
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  readonly items: number;
  readonly review: number;
  readonly held: number;
  /** Those that a minimum keeps to their last day. */
  readonly keptByLaw: number;
}

/** What a run would find by some day, by class: each item in one place. */
export interface RehearsedClass {
  readonly class: string;
  readonly held: number;
  readonly review: number;
  readonly destroy: number;
}

export interface DispositionRun {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly items: number;
  readonly due: number;
  readonly review: number;
  readonly held: number;
  /** The version of the schedule that it worked with. */
  readonly policy: string;
}

/** A run alone, without its place in the list. */
export function plainRun({ startedAt, finishedAt, items, due, review, held, policy }: ListedRun): DispositionRun {
  return { startedAt, finishedAt, items, due, review, held, policy };
}

/** A run in the list of them. */
export interface ListedRun extends DispositionRun {
  readonly id: Id;
  /** With microseconds, for cursors. */
  readonly finishedAtText: string;
}

interface DueQuery {
  readonly from?: Date;
  readonly before: Date;
  readonly after?: { readonly at: string; readonly media: Id };
  readonly limit: number;
}

/** Items `i` that are there. */
export const living = `i.state IN ('quarantined', 'active', 'restricted', 'disposition_due')`;
/** Whether a hold stops the destruction of an item `i` now: of an open matter, or of a released one in its cool-down. */
export const held = `EXISTS (SELECT 1 FROM retention.hold_item x JOIN retention.hold h ON h.id = x.hold_id
  WHERE x.media_id = i.media_id AND (h.released_at IS NULL OR x.free_from > now()))`;
const turnsFrom = {
  key_destroyed: ['quarantined', 'active', 'restricted', 'disposition_due'],
  bytes_deleted: ['key_destroyed'],
  backups_aged_out: ['bytes_deleted'],
} as const satisfies Partial<Record<RetentionState, readonly RetentionState[]>>;

/** What is due, in SQL: for records managers and jobs, without names or content. */
@Injectable()
export class DispositionRepository {
  async listDue(tx: Transaction, { from, before, after, limit }: DueQuery): Promise<DueItem[]> {
    return tx.query<DueItem>(
      `SELECT i.media_id AS media, m.subject_id AS subject, m.class, i.state, i.must_delete_at AS "mustDeleteAt",
              i.must_delete_at::text AS "mustDeleteAtText", i.policy, i.review, ${held} AS held,
              ARRAY(SELECT c.row_id FROM retention.claim c WHERE c.media_id = i.media_id ORDER BY c.row_id) AS rows
         FROM retention.item i JOIN records.media m ON m.id = i.media_id
        WHERE ${living} AND i.must_delete_at < $1 AND ($5::timestamptz IS NULL OR i.must_delete_at >= $5)
          AND ($2::timestamptz IS NULL OR (i.must_delete_at, i.media_id) > ($2::timestamptz, $3::uuid))
        ORDER BY i.must_delete_at, i.media_id LIMIT $4`,
      [before, after?.at ?? null, after?.media ?? null, limit, from ?? null],
    );
  }

  async forecast(tx: Transaction, until: Date): Promise<ForecastMonth[]> {
    return tx.query<ForecastMonth>(
      `SELECT to_char(i.must_delete_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*)::int AS items,
              count(*) FILTER (WHERE i.review)::int AS review, count(*) FILTER (WHERE ${held})::int AS held,
              count(*) FILTER (WHERE i.deletable_at >= i.must_delete_at)::int AS "keptByLaw"
         FROM retention.item i WHERE ${living} AND i.must_delete_at < $1 GROUP BY 1 ORDER BY 1`,
      [until],
    );
  }

  /** What a run on that day would do, if nothing happens until then. A hold comes before a review. */
  async rehearse(tx: Transaction, before: Date): Promise<RehearsedClass[]> {
    return tx.query<RehearsedClass>(
      `SELECT m.class, count(*) FILTER (WHERE i.held)::int AS held,
              count(*) FILTER (WHERE NOT i.held AND i.review)::int AS review,
              count(*) FILTER (WHERE NOT i.held AND NOT i.review)::int AS destroy
         FROM (SELECT i.media_id, i.review, ${held} AS held FROM retention.item i WHERE ${living} AND i.must_delete_at < $1) i
         JOIN records.media m ON m.id = i.media_id GROUP BY 1 ORDER BY 1`,
      [before],
    );
  }

  /** Items that nobody can give a date: a trigger or a fact is missing, or no row speaks of them. */
  async countWaiting(tx: Transaction): Promise<{ waiting: number; unsettled: number }> {
    const [row] = await tx.query<{ waiting: number; unsettled: number }>(
      `SELECT count(*) FILTER (WHERE i.waiting)::int AS waiting, count(*) FILTER (WHERE i.unsettled)::int AS unsettled
         FROM retention.item i WHERE ${living}`,
    );
    return row ?? { waiting: 0, unsettled: 0 };
  }

  async lastRun(tx: Transaction): Promise<DispositionRun | null> {
    const [last] = await this.listRuns(tx, { limit: 1 });
    return last === undefined ? null : plainRun(last);
  }

  /** Newest first. */
  async listRuns(
    tx: Transaction,
    { before, limit }: { before?: { readonly at: string; readonly id: Id }; limit: number },
  ): Promise<ListedRun[]> {
    return tx.query<ListedRun>(
      `SELECT id, started_at AS "startedAt", finished_at AS "finishedAt", finished_at::text AS "finishedAtText",
              items::int, due::int, review::int, held::int, policy
         FROM retention.disposition_run WHERE $1::timestamptz IS NULL OR (finished_at, id) < ($1, $2::uuid)
        ORDER BY finished_at DESC, id DESC LIMIT $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    );
  }

  /** Since when there is anything that a run would look at. */
  async systemFirstItemAt(tx: Transaction): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date }>(
      'SELECT received_at AS at FROM records.media ORDER BY received_at, id LIMIT 1',
    );
    return row?.at ?? null;
  }

  /** Writes down what a run found. */
  async systemNoteRun(tx: Transaction, { startedAt, policy }: { startedAt: Date; policy: string }): Promise<void> {
    await tx.query(
      `INSERT INTO retention.disposition_run (id, started_at, items, due, review, held, policy)
       SELECT $1, $2, count(*), count(*) FILTER (WHERE i.must_delete_at <= now()),
              count(*) FILTER (WHERE i.must_delete_at <= now() AND i.review),
              count(*) FILTER (WHERE i.must_delete_at <= now() AND ${held}), $3
         FROM retention.item i WHERE ${living}`,
      [newId(), startedAt, policy],
    );
  }

  /** The database's clock as it is this moment, not when the transaction began. */
  async systemClock(tx: Transaction): Promise<Date> {
    const [row] = await tx.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (row === undefined) throw new Error('the database gave no time');
    return row.now;
  }

  /** Moves items on; one that is not where it should be is a fault of whoever destroys. */
  async systemTurn(
    tx: Transaction,
    ids: readonly Id[],
    { to, certificate }: { to: keyof typeof turnsFrom; certificate: Id | null },
  ): Promise<void> {
    const turned = await tx.query(
      `UPDATE retention.item SET state = $2, certificate_id = coalesce($3, certificate_id)
        WHERE media_id = ANY($1::uuid[]) AND state = ANY($4) RETURNING media_id`,
      [ids, to, certificate, turnsFrom[to]],
    );
    if (turned.length !== new Set(ids).size) throw new Error(`some items cannot turn to ${to}`);
  }
}
