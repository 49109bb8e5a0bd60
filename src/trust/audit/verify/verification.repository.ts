import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { VerificationResult } from './verification-result';

export async function addVerification(
  tx: Transaction,
  row: { id: Id; askedBy: Id; result: VerificationResult },
): Promise<void> {
  const { id, askedBy, result } = row;
  await tx.query(
    `INSERT INTO audit.verification (id, started_at, finished_at, asked_by, size, intact, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, result.startedAt, result.finishedAt, askedBy, result.entries.expected, result.intact, JSON.stringify(result)],
  );
}

export async function findLatestVerification(tx: Transaction): Promise<VerificationResult | null> {
  const [row] = await tx.query<{ result: VerificationResult }>(
    'SELECT result FROM audit.verification ORDER BY finished_at DESC, id DESC LIMIT 1',
  );
  return row?.result ?? null;
}

/** Keeps every other process from the daily verification until the transaction ends; false where one is at it. */
export async function takeDailyTurn(tx: Transaction): Promise<boolean> {
  const [lock] = await tx.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock(1397902407, 3) AS taken');
  return lock?.taken === true;
}

/** Whether the log was found whole today (UTC) by anybody, or verified at all by this one. */
export async function isDayDone(tx: Transaction, askedBy: Id): Promise<boolean> {
  const [row] = await tx.query<{ done: boolean }>(
    `SELECT EXISTS (SELECT FROM audit.verification WHERE (intact OR asked_by = $1)
        AND finished_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AS done`,
    [askedBy],
  );
  return row?.done === true;
}

/** What became of one day's verifications (UTC), and which witnesses cosigned on it. */
export interface VerifiedDay {
  /** `2026-11-25`. */
  readonly day: string;
  readonly runs: number;
  readonly failed: number;
  readonly witnesses: readonly string[];
}

/** Every day of the last `days`, oldest first, whether or not something happened on it. */
export async function listVerifiedDays(
  tx: Transaction,
  { days, witnesses }: { readonly days: number; readonly witnesses: readonly string[] },
): Promise<VerifiedDay[]> {
  return tx.query(
    `SELECT to_char(d.day AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, coalesce(v.runs, 0)::int AS runs, coalesce(v.failed, 0)::int AS failed,
            ARRAY(SELECT w.name FROM unnest($2::text[]) WITH ORDINALITY AS w(name, place)
                   WHERE EXISTS (SELECT FROM audit.cosignature c WHERE c.witness = w.name
                                    AND c.cosigned_at >= d.day AND c.cosigned_at < d.day + interval '1 day')
                   ORDER BY w.place) AS witnesses
       FROM (SELECT (date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => n)) AT TIME ZONE 'UTC' AS day
               FROM generate_series(0, $1 - 1) AS n) AS d
       LEFT JOIN LATERAL (SELECT count(*) AS runs, count(*) FILTER (WHERE NOT intact) AS failed
                            FROM audit.verification
                           WHERE finished_at >= d.day AND finished_at < d.day + interval '1 day') AS v ON true
      ORDER BY d.day`,
    [days, witnesses],
  );
}
