import { type Actor, type EventBody, type Id, newId, type RequestContext } from '../../../kernel';
import type { Transaction } from '../../database';
import { type Operation, operationStates, operationTurns, type OperationState } from './operation';

/** The rows that somebody may reach, as a condition of the query itself: access's scopes fit. */
export interface OperationScope {
  sql(row: string, parameters: unknown[]): string;
}

export interface OperationPage {
  readonly limit: number;
  readonly before?: { readonly createdAt: string; readonly id: Id };
}

const columns = `o.id, o.kind, o.actor, o.trace_id AS "traceId", o.parameters, o.state, o.done, o.total,
  o.result_href AS "resultHref", o.failure, o.cancel_asked_at IS NOT NULL AS "cancelAsked",
  o.created_at AS "createdAt", o.started_at AS "startedAt", o.finished_at AS "finishedAt"`;

export async function addOperation(
  tx: Transaction,
  { actor, traceId }: RequestContext,
  { kind, parameters, total }: { kind: string; parameters: EventBody; total: number | null },
): Promise<Operation> {
  const rows = await tx.query<StoredOperation>(
    `INSERT INTO jobs.operation AS o (id, kind, actor_id, actor, trace_id, parameters, total)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
    [newId(), kind, actor.id, JSON.stringify(actor satisfies Actor), traceId, JSON.stringify(parameters), total],
  );
  return only(rows);
}

export async function findOperation(tx: Transaction, id: Id, scope: OperationScope): Promise<Operation | null> {
  const parameters: unknown[] = [id];
  const sql = `SELECT ${columns} FROM jobs.operation o WHERE o.id = $1 AND ${scope.sql('o', parameters)}`;
  const [row] = await tx.query<StoredOperation>(sql, parameters);
  return row === undefined ? null : toOperation(row);
}

/** Newest first; each with its time as the database writes it, for the cursor. */
export async function listOperations(
  tx: Transaction,
  { limit, before }: OperationPage,
  scope: OperationScope,
): Promise<(Operation & { readonly createdAtText: string })[]> {
  const parameters: unknown[] = [];
  const where = [scope.sql('o', parameters)];
  if (before !== undefined) {
    const [at, id] = [parameters.push(before.createdAt), parameters.push(before.id)];
    where.push(`(o.created_at, o.id) < ($${at}::timestamptz, $${id}::uuid)`);
  }
  const rows = await tx.query<StoredOperation & { createdAtText: string }>(
    `SELECT ${columns}, o.created_at::text AS "createdAtText" FROM jobs.operation o WHERE ${where.join(' AND ')}
      ORDER BY o.created_at DESC, o.id DESC LIMIT $${parameters.push(limit)}`,
    parameters,
  );
  return rows.map((row) => ({ ...toOperation(row), createdAtText: row.createdAtText }));
}

/** Begins an attempt, from nothing; null where the work has ended, or was cancelled before it began. */
export async function systemBegin(tx: Transaction, id: Id): Promise<Operation | null> {
  const [row] = await tx.query<StoredOperation>(
    `UPDATE jobs.operation AS o SET state = 'running', done = 0, started_at = coalesce(o.started_at, now())
      WHERE o.id = $1 AND o.state = ANY($2) AND o.cancel_asked_at IS NULL RETURNING ${columns}`,
    [id, statesBefore('running')],
  );
  return row === undefined ? null : toOperation(row);
}

/** Writes how far it has come and answers whether somebody asked for its end. */
export async function systemProgress(
  tx: Transaction,
  id: Id,
  step: { done: number; total: number | null } | null,
): Promise<{ cancelAsked: boolean }> {
  const [row] = await tx.query<{ cancelAsked: boolean }>(
    `UPDATE jobs.operation SET done = coalesce($2, done), total = coalesce($3, total) WHERE id = $1 AND state = 'running'
     RETURNING cancel_asked_at IS NOT NULL AS "cancelAsked"`,
    [id, step?.done ?? null, step?.total ?? null],
  );
  return row ?? { cancelAsked: true };
}

export async function systemFinish(
  tx: Transaction,
  id: Id,
  end: { state: 'succeeded' | 'failed' | 'cancelled'; resultHref?: string | null; failure?: string },
): Promise<void> {
  await tx.query(
    `UPDATE jobs.operation SET state = $2, result_href = $3, failure = $4, finished_at = now()
      WHERE id = $1 AND state = ANY($5)`,
    [id, end.state, end.resultHref ?? null, end.failure ?? null, statesBefore(end.state)],
  );
}

/** Asks for the end: work that has not begun ends at once, running work at its next step. */
export async function askCancellation(tx: Transaction, id: Id, scope: OperationScope): Promise<Operation | null> {
  const parameters: unknown[] = [id, statesBefore('cancelled')];
  const [row] = await tx.query<StoredOperation>(
    `UPDATE jobs.operation AS o SET cancel_asked_at = coalesce(o.cancel_asked_at, now()),
            state = CASE WHEN o.state = 'queued' THEN 'cancelled' ELSE o.state END,
            finished_at = CASE WHEN o.state = 'queued' THEN now() END
      WHERE o.id = $1 AND o.state = ANY($2) AND ${scope.sql('o', parameters)} RETURNING ${columns}`,
    parameters,
  );
  return row === undefined ? null : toOperation(row);
}

/** Forgets work that ended a quarter of a year ago. */
export async function systemForgetOld(tx: Transaction): Promise<void> {
  await tx.query("DELETE FROM jobs.operation WHERE finished_at < now() - interval '90 days'");
}

function statesBefore(state: OperationState): OperationState[] {
  return operationStates.filter((from) => operationTurns[from].includes(state));
}

type StoredOperation = Omit<Operation, 'done' | 'total'> & { done: string; total: string | null };

function toOperation(stored: StoredOperation): Operation {
  return { ...stored, done: Number(stored.done), total: stored.total === null ? null : Number(stored.total) };
}

function only(rows: readonly StoredOperation[]): Operation {
  const [row] = rows;
  if (row === undefined) throw new Error('an operation was not written');
  return toOperation(row);
}
