import { type EventBody, newOrderedId, systemActor } from '../../kernel';
import type { VaultDatabase } from '../database';
import type { JobHandler } from './job-registry';

/** One claimed row of the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly name: string;
  readonly body: EventBody;
  readonly traceId: string;
  readonly attempt: number;
}

const system = { actor: systemActor };
/** Attempts before a job is left as a visible dead letter. */
const maxAttempts = 20;

/** The statements that move outbox rows: open → dispatched → finished, or back to open after a failure. */
export class OutboxRows {
  constructor(private readonly database: VaultDatabase) {}

  /** Marks due rows as dispatched and returns their ids. A row whose dispatch led nowhere for a minute is due again. */
  async takeDue(limit: number): Promise<string[]> {
    const rows = await this.database.transaction(system, (tx) =>
      tx.query<{ id: string }>(
        `UPDATE jobs.outbox SET dispatched_at = now() WHERE id IN (
           SELECT id FROM jobs.outbox
            WHERE finished_at IS NULL AND not_before <= now() AND (dispatched_at IS NULL OR dispatched_at < now() - interval '60 seconds')
            ORDER BY not_before, id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [limit],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /** Begins an attempt; null where the row is finished already. */
  async begin(id: string): Promise<OutboxRow | null> {
    const rows = await this.database.transaction(system, (tx) =>
      tx.query<OutboxRow>(
        `UPDATE jobs.outbox SET attempts = attempts + 1, dispatched_at = now() WHERE id = $1 AND finished_at IS NULL
         RETURNING id, name, body, trace_id AS "traceId", attempts AS attempt`,
        [id],
      ),
    );
    return rows[0] ?? null;
  }

  /** Says that an attempt is still running, so that nobody else begins it. */
  async beat(id: string): Promise<void> {
    await this.database.transaction(system, (tx) =>
      tx.query('UPDATE jobs.outbox SET dispatched_at = now() WHERE id = $1', [id]),
    );
  }

  async finish(id: string): Promise<void> {
    await this.database.transaction(system, (tx) =>
      tx.query('UPDATE jobs.outbox SET finished_at = now(), failure = NULL WHERE id = $1', [id]),
    );
  }

  /** Opens the row again for later, or leaves it as a dead letter with its last failure's code. */
  async fail(row: OutboxRow, code: string, retryInSeconds: number): Promise<void> {
    await this.database.transaction(system, (tx) =>
      tx.query(
        `UPDATE jobs.outbox SET failure = $2, dispatched_at = NULL, not_before = now() + make_interval(secs => $3),
                finished_at = CASE WHEN attempts >= $4 THEN now() END WHERE id = $1`,
        [row.id, code, retryInSeconds, maxAttempts],
      ),
    );
  }

  /** Writes a run of a scheduled job where none is open and the last is old enough; many nodes may try at once. */
  async schedule(job: JobHandler, nowMillis: number): Promise<void> {
    await this.database.transaction(system, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`schedule ${job.name}`]);
      await tx.query(
        `INSERT INTO jobs.outbox (id, name, body, trace_id, actor_id)
         SELECT $1, $2, '{}', 'schedule', $3 WHERE NOT EXISTS (
           SELECT 1 FROM jobs.outbox WHERE name = $2 AND (finished_at IS NULL OR written_at > now() - make_interval(secs => $4)))`,
        [newOrderedId(nowMillis), job.name, systemActor.id, job.everySeconds],
      );
    });
  }

  /** Forgets finished rows after a week; dead letters stay for a quarter. */
  async forgetOld(): Promise<void> {
    await this.database.transaction(system, (tx) =>
      tx.query(
        "DELETE FROM jobs.outbox WHERE finished_at < now() - CASE WHEN failure IS NULL THEN interval '7 days' ELSE interval '90 days' END",
      ),
    );
  }
}
