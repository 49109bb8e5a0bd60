import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import type { Alert, AlertFinding, AlertState } from './alert';
import type { ActorHistory, RuleName } from './rules/history';

export interface AlertFilter {
  readonly state?: AlertState;
  readonly rule?: RuleName;
  readonly actor?: Id;
  readonly before?: Id;
  readonly limit: number;
}

const columns = `a.id, a.rule, a.actor_id AS actor, a.from_n::float8 AS "from", a.n::float8 AS n, a.occurred_at AS "occurredAt",
  a.seen, a.usual, a.raised_at AS "raisedAt", a.suspended, a.state, a.finding, a.closed_by AS "closedBy", a.closed_at AS "closedAt"`;

/** Alerts, and what the rules remember. */
@Injectable()
export class AlertRepository {
  /** Takes the turn of looking at new entries and answers where the last one stopped. */
  async systemLockCursor(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ size: string }>('SELECT size FROM watching.cursor FOR UPDATE');
    return Number(row?.size ?? 0);
  }

  async systemMoveCursor(tx: Transaction, size: number): Promise<void> {
    await tx.query('UPDATE watching.cursor SET size = $1', [size]);
  }

  async systemFindHistories(tx: Transaction, actors: readonly Id[]): Promise<Map<Id, ActorHistory>> {
    const rows = await tx.query<{ actor: Id; kept: ActorHistory }>(
      'SELECT actor_id AS actor, kept FROM watching.history WHERE actor_id = ANY($1::uuid[])',
      [actors],
    );
    return new Map(rows.map(({ actor, kept }) => [actor, kept]));
  }

  async systemKeepHistories(tx: Transaction, histories: ReadonlyMap<Id, ActorHistory>): Promise<void> {
    await tx.query(
      `INSERT INTO watching.history (actor_id, kept)
         SELECT actor, kept FROM unnest($1::uuid[], $2::jsonb[]) AS given (actor, kept)
       ON CONFLICT (actor_id) DO UPDATE SET kept = excluded.kept, changed_at = now()`,
      [[...histories.keys()], [...histories.values()].map((kept) => JSON.stringify(kept))],
    );
  }

  /** Histories that no habit reaches back to any more, and closed alerts that are older than the log has to be. */
  async systemForget(tx: Transaction, logRetentionDays: number): Promise<void> {
    await tx.query(`DELETE FROM watching.history WHERE changed_at < now() - interval '35 days'`);
    await tx.query(
      `DELETE FROM watching.alert WHERE state = 'closed' AND closed_at < now() - make_interval(days => $1)`,
      [logRetentionDays],
    );
  }

  async systemAdd(
    tx: Transaction,
    alert: Omit<Alert, 'raisedAt' | 'state' | 'finding' | 'closedBy' | 'closedAt'>,
  ): Promise<void> {
    const { id, rule, actor, from, n, occurredAt, seen, usual, suspended } = alert;
    await tx.query(
      `INSERT INTO watching.alert (id, rule, actor_id, from_n, n, occurred_at, seen, usual, suspended)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, rule, actor, from, n, occurredAt, seen, usual, suspended],
    );
  }

  async find(tx: Transaction, id: Id): Promise<Alert | null> {
    const [row] = await tx.query<Alert>(`SELECT ${columns} FROM watching.alert a WHERE a.id = $1`, [id]);
    return row ?? null;
  }

  async list(tx: Transaction, { state, rule, actor, before, limit }: AlertFilter): Promise<Alert[]> {
    const parameters: unknown[] = [];
    const terms = Object.entries({ 'a.state =': state, 'a.rule =': rule, 'a.actor_id =': actor, 'a.id <': before });
    const where = terms.flatMap(([term, value]) => (value === undefined ? [] : [`${term} $${parameters.push(value)}`]));
    return tx.query<Alert>(
      `SELECT ${columns} FROM watching.alert a WHERE ${['true', ...where].join(' AND ')}
        ORDER BY a.id DESC LIMIT $${parameters.push(limit)}`,
      parameters,
    );
  }

  /** Closes a raised alert; null where somebody else has closed it already. */
  async close(tx: Transaction, id: Id, by: Id, finding: AlertFinding): Promise<Alert | null> {
    const closed = await tx.query(
      `UPDATE watching.alert SET state = 'closed', finding = $3, closed_by = $2, closed_at = now()
        WHERE id = $1 AND state = 'raised' RETURNING id`,
      [id, by, finding],
    );
    return closed.length === 0 ? null : this.find(tx, id);
  }
}
