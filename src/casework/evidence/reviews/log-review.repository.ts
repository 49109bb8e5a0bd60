import { type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** A sign-off: who reviewed which part of the log, what they found, and how it was closed. */
export interface LogReview {
  readonly id: Id;
  readonly from: Date;
  readonly to: Date;
  readonly alerts: readonly Id[];
  /** Entries that were sealed in the period. */
  readonly entries: number;
  readonly outcome: 'nothing_found' | 'finding';
  readonly finding: string | null;
  readonly reviewedBy: Id;
  readonly reviewedAt: Date;
  readonly closure: string | null;
  readonly closedBy: Id | null;
  readonly closedAt: Date | null;
}

export type NewLogReview = Pick<LogReview, 'from' | 'to' | 'alerts' | 'entries' | 'outcome' | 'finding' | 'reviewedBy'>;

const columns = `id, period_from AS "from", period_to AS "to", alert_ids AS alerts, entries, outcome, finding,
  reviewed_by AS "reviewedBy", reviewed_at AS "reviewedAt", closure, closed_by AS "closedBy", closed_at AS "closedAt"`;

export async function addReview(tx: Transaction, review: NewLogReview): Promise<LogReview | null> {
  const { from, to, alerts, entries, outcome, finding, reviewedBy } = review;
  return first(
    await tx.query(
      `INSERT INTO evidence.log_review (id, period_from, period_to, alert_ids, entries, outcome, finding, reviewed_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
      [newId(), from, to, alerts, entries, outcome, finding, reviewedBy],
    ),
  );
}

/** Null where there is no open finding of that id. */
export async function closeReview(tx: Transaction, id: Id, closure: string, by: Id): Promise<LogReview | null> {
  return first(
    await tx.query(
      `UPDATE evidence.log_review SET closure = $2, closed_by = $3, closed_at = now()
        WHERE id = $1 AND outcome = 'finding' AND closure IS NULL RETURNING ${columns}`,
      [id, closure, by],
    ),
  );
}

/** The series, newest period first. */
export async function listReviews(tx: Transaction, before: Date | null, limit: number): Promise<LogReview[]> {
  const rows = await tx.query<StoredReview>(
    `SELECT ${columns} FROM evidence.log_review WHERE $1::timestamptz IS NULL OR period_to < $1
      ORDER BY period_to DESC, id DESC LIMIT $2`,
    [before, limit],
  );
  return rows.map(toReview);
}

type StoredReview = Omit<LogReview, 'entries'> & { readonly entries: string };

function toReview(stored: StoredReview): LogReview {
  return { ...stored, entries: Number(stored.entries) };
}

function first(rows: readonly StoredReview[]): LogReview | null {
  const [row] = rows;
  return row === undefined ? null : toReview(row);
}
