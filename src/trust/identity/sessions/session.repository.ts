import type { Id, Role } from '../../../kernel';
import type { Transaction } from '../../../platform/database';

/** Why a session ended. */
export type EndReason =
  | 'signed_out'
  | 'replaced'
  | 'revoked'
  | 'idle'
  | 'expired'
  | 'password_changed'
  | 'password_reset'
  | 'roles_changed'
  | 'locked';

/** A session as its row says; ends are judged by the database's clock only. */
export interface SessionRow {
  readonly id: Id;
  readonly account_id: Id;
  readonly amr: string[];
  readonly device: string;
  readonly opened_at: Date;
  readonly touched_at: Date;
  readonly expires_at: Date;
}

/** An open session with what its person may do at this moment. */
export interface LiveSession extends SessionRow {
  readonly roles: Role[];
  readonly name: string;
  readonly display_name: string;
  readonly must_change_password: boolean;
  /** Whether its use has not been written down for a while. */
  readonly stale: boolean;
}

/** Writing every use down would cost a write per request; half a minute is exact enough for a limit in minutes. */
const touchSeconds = 30;

const columns = 's.id, s.account_id, s.amr, s.device, s.opened_at, s.touched_at, s.expires_at';
const open = (idle: string): string =>
  `s.ended_at IS NULL AND now() < s.expires_at AND now() < s.touched_at + make_interval(secs => ${idle})`;
// A lock by failures keeps guessers out, not the person who is already in.
const live = (idle: string): string => `${open(idle)} AND a.lock_reason IS DISTINCT FROM 'administrator'`;

export async function insertSession(
  tx: Transaction,
  session: { id: Id; tokenHash: Buffer; accountId: Id; amr: readonly string[]; device: string; hours: number },
): Promise<SessionRow> {
  const [row] = await tx.query<SessionRow>(
    `INSERT INTO identity.session AS s (id, token_hash, account_id, amr, device, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(hours => $6)) RETURNING ${columns}`,
    [session.id, session.tokenHash, session.accountId, session.amr, session.device, session.hours],
  );
  if (row === undefined) throw new Error('the session was not written');
  return row;
}

async function findLive(tx: Transaction, column: string, value: unknown, idle: number): Promise<LiveSession | null> {
  const [row] = await tx.query<LiveSession>(
    `SELECT ${columns}, a.roles, a.name, a.display_name, a.must_change_password,
            s.touched_at < now() - make_interval(secs => ${touchSeconds}) AS stale
       FROM identity.session s JOIN identity.account a ON a.id = s.account_id
      WHERE ${column} = $1 AND ${live('$2')}`,
    [value, idle],
  );
  return row ?? null;
}

export function findLiveByToken(tx: Transaction, tokenHash: Buffer, idle: number): Promise<LiveSession | null> {
  return findLive(tx, 's.token_hash', tokenHash, idle);
}

export function findLiveById(tx: Transaction, id: Id, idle: number): Promise<LiveSession | null> {
  return findLive(tx, 's.id', id, idle);
}

/** A person's open sessions, newest first. */
export async function listLive(tx: Transaction, accountId: Id, idle: number): Promise<SessionRow[]> {
  return tx.query<SessionRow>(
    `SELECT ${columns} FROM identity.session s WHERE s.account_id = $1 AND ${open('$2')} ORDER BY s.opened_at DESC, s.id`,
    [accountId, idle],
  );
}

/** Notes that the session was used. */
export async function touchSession(tx: Transaction, id: Id): Promise<void> {
  await tx.query(
    `UPDATE identity.session SET touched_at = now()
      WHERE id = $1 AND ended_at IS NULL AND touched_at < now() - make_interval(secs => ${touchSeconds})`,
    [id],
  );
}

/** Ends sessions and tells every node at the commit; answers the ids that were open. */
async function end(tx: Transaction, where: string, parameters: unknown[], reason: EndReason): Promise<Id[]> {
  const ended = await tx.query<{ id: Id }>(
    `WITH ended AS (UPDATE identity.session s SET ended_at = now(), end_reason = $1 WHERE s.ended_at IS NULL AND ${where} RETURNING s.id)
     SELECT id, pg_notify('session_ended', id::text) FROM ended`,
    [reason, ...parameters],
  );
  return ended.map(({ id }) => id);
}

/** One session of one person. */
export function endSession(tx: Transaction, accountId: Id, id: Id, reason: EndReason): Promise<Id[]> {
  return end(tx, 's.account_id = $2 AND s.id = $3', [accountId, id], reason);
}

/** All sessions of one person. */
export function endSessionsOf(tx: Transaction, accountId: Id, reason: EndReason): Promise<Id[]> {
  return end(tx, 's.account_id = $2', [accountId], reason);
}

/** The session of a cookie that is being replaced, whoever's it is: the person with the browser has changed. */
export async function endSessionOfToken(
  tx: Transaction,
  tokenHash: Buffer,
  reason: EndReason,
): Promise<{ id: Id; accountId: Id } | null> {
  const [id] = await end(tx, 's.token_hash = $2', [tokenHash], reason);
  if (id === undefined) return null;
  const [row] = await tx.query<{ account_id: Id }>('SELECT account_id FROM identity.session WHERE id = $1', [id]);
  return row === undefined ? null : { id, accountId: row.account_id };
}

/** Ends what has passed a limit, a bounded number at a time. */
export async function endOverdue(
  tx: Transaction,
  idle: number,
): Promise<{ id: Id; account_id: Id; end_reason: EndReason }[]> {
  return tx.query(
    `WITH overdue AS (
       SELECT s.id FROM identity.session s WHERE s.ended_at IS NULL
          AND (now() >= s.expires_at OR now() >= s.touched_at + make_interval(secs => $1))
        ORDER BY s.touched_at LIMIT 200 FOR UPDATE SKIP LOCKED),
     ended AS (
       UPDATE identity.session s SET ended_at = now(), end_reason = CASE WHEN now() >= s.expires_at THEN 'expired' ELSE 'idle' END
         FROM overdue WHERE s.id = overdue.id RETURNING s.id, s.account_id, s.end_reason)
     SELECT id, account_id, end_reason, pg_notify('session_ended', id::text) FROM ended`,
    [idle],
  );
}

/** Forgets sessions that ended long ago; the log keeps that they were. */
export async function forgetOldSessions(tx: Transaction): Promise<void> {
  await tx.query("DELETE FROM identity.session WHERE ended_at < now() - interval '90 days'");
}

/**
 * Which of these sessions and tokens still carry what runs under them. A token's own end does not cut what it began
 * in time; the end of its client does.
 */
export async function findStillValid(tx: Transaction, ids: readonly Id[], idle: number): Promise<Set<Id>> {
  const rows = await tx.query<{ id: Id }>(
    `SELECT s.id FROM identity.session s JOIN identity.account a ON a.id = s.account_id WHERE s.id = ANY($1) AND ${live('$2')}
     UNION ALL
     SELECT t.id FROM identity.token t JOIN identity.client c ON c.id = t.client_id
      WHERE t.id = ANY($1) AND c.revoked_at IS NULL AND now() < c.expires_at`,
    [ids, idle],
  );
  return new Set(rows.map(({ id }) => id));
}
