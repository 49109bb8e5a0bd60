import { Injectable } from '@nestjs/common';
import { type Actor, type Id, newId, type Role } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Scope } from '../scope';
import { type Approval, type ApprovalState, type Given, isOpen, type Party } from './approval';

/** What a request says when it is made; the database gives it its times and its requester's person. */
export interface NewApproval {
  readonly action: string;
  readonly body: Buffer;
  readonly needed: number;
  readonly differentRole: boolean;
  readonly requestedBy: { readonly id: Id; readonly role: Role };
  readonly hours: number;
}

/** Narrows the list. `decide` is what waits for this person, `requested` what they asked for. */
export interface ApprovalFilter {
  readonly queue?: { readonly kind: 'decide' | 'requested'; readonly actor: Actor };
  readonly state?: ApprovalState;
  readonly before?: { readonly requestedAt: string; readonly id: Id };
  readonly limit: number;
}

const ran = `a.state IN ('requested', 'approved') AND a.expires_at <= clock_timestamp()`;
const columns = `a.id, a.action, a.body, encode(a.hash, 'hex') AS hash, a.version, a.state, a.needed,
  a.different_role AS "differentRole", a.requested_by AS "requestedBy", a.requested_role AS "requestedRole",
  ARRAY[a.requested_person, identity.person_of(a.requested_by)] AS "requestedPersons",
  a.requested_at AS "requestedAt", a.requested_at::text AS "requestedAtText", a.expires_at AS "expiresAt",
  a.ended_by AS "endedBy", a.ended_at AS "endedAt", a.end_reason AS "endReason",
  (SELECT coalesce(json_agg(json_build_object('id', g.given_by, 'role', g.given_role, 'version', g.version,
      'persons', json_build_array(g.given_person, identity.person_of(g.given_by)),
      'hash', encode(g.hash, 'hex'), 'at', to_char(g.given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) ORDER BY g.given_at, g.given_by), '[]') FROM access.approval_given g WHERE g.approval_id = a.id) AS given`;

/** The tables of what waits for other people. */
@Injectable()
export class ApprovalRepository {
  /** Who an account belongs to at this moment. */
  async personsOf(tx: Transaction, id: Id): Promise<Party['persons']> {
    const [row] = await tx.query<{ person: string }>('SELECT identity.person_of($1) AS person', [id]);
    return [row?.person ?? id];
  }

  async add(tx: Transaction, { action, body, needed, differentRole, requestedBy, hours }: NewApproval): Promise<Id> {
    const id = newId();
    await tx.query(
      `INSERT INTO access.approval (id, action, body, state, needed, different_role, requested_by, requested_person,
         requested_role, expires_at)
       VALUES ($1, $2, $3, 'requested', $4, $5, $6, identity.person_of($6), $7, now() + make_interval(hours => $8))`,
      [id, action, body, needed, differentRole, requestedBy.id, requestedBy.role, hours],
    );
    return id;
  }

  async find(tx: Transaction, id: Id, scope: Scope): Promise<Approval | null> {
    const parameters: unknown[] = [id];
    const sql = `SELECT ${columns} FROM access.approval a WHERE a.id = $1 AND ${scope.sql('a', parameters)}`;
    const [row] = await tx.query<Row>(sql, parameters);
    return row === undefined ? null : read(row);
  }

  /** The same, held still for the rest of the transaction: everybody who acts on it takes turns. */
  async hold(tx: Transaction, id: Id, scope: Scope): Promise<Approval | null> {
    await tx.query('SELECT 1 FROM access.approval WHERE id = $1 FOR UPDATE', [id]);
    // A statement of its own: it has to see what was committed while the lock was waited for.
    return this.find(tx, id, scope);
  }

  /** Whether there is such a request at all: for the log, never for an answer. */
  async systemExists(tx: Transaction, id: Id): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM access.approval WHERE id = $1', [id])).length > 0;
  }

  async list(tx: Transaction, filter: ApprovalFilter, scope: Scope): Promise<ListedApproval[]> {
    const parameters: unknown[] = [];
    const where = [scope.sql('a', parameters), ...conditions(filter, parameters)];
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM access.approval a WHERE ${where.join(' AND ')}
        ORDER BY a.requested_at DESC, a.id DESC LIMIT $${parameters.push(filter.limit)}`,
      parameters,
    );
    return rows.map(read);
  }

  /** Writes what a step made of it. */
  async save(tx: Transaction, before: Approval, next: Approval): Promise<void> {
    for (const given of next.given.slice(before.given.length)) await this.#addGiven(tx, next.id, given);
    const { id, state, version, body, expiresAt, endedBy, endReason } = next;
    await tx.query(
      `UPDATE access.approval SET state = $2, version = $3, body = $4, expires_at = $5, ended_by = $6, end_reason = $7,
         ended_at = CASE WHEN $8 THEN NULL ELSE now() END WHERE id = $1`,
      [id, state, version, body, expiresAt, endedBy, endReason, isOpen(next)],
    );
  }

  /** Ends those whose time is over, by the database's clock: one, or some of all. */
  async expire(tx: Transaction, id: Id | null, limit = 1): Promise<Approval[]> {
    const ended = await tx.query<{ id: Id }>(
      `UPDATE access.approval SET state = 'expired', ended_at = now() WHERE id IN (
         SELECT a.id FROM access.approval a WHERE ${ran} AND ($1::uuid IS NULL OR a.id = $1)
          ORDER BY a.expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [id, limit],
    );
    const ids = ended.map((row) => row.id);
    const rows = await tx.query<Row>(`SELECT ${columns} FROM access.approval a WHERE a.id = ANY($1::uuid[])`, [ids]);
    return rows.map(read);
  }

  async #addGiven(tx: Transaction, id: Id, { by, version, hash }: Given): Promise<void> {
    await tx.query(
      `INSERT INTO access.approval_given (approval_id, version, hash, given_by, given_person, given_role)
       VALUES ($1, $2, decode($3, 'hex'), $4, identity.person_of($4), $5)`,
      [id, version, hash, by.id, by.role],
    );
  }
}

interface Row extends Omit<Approval, 'requestedBy' | 'given'> {
  readonly requestedBy: Id;
  readonly requestedRole: Role;
  readonly requestedPersons: string[];
  readonly requestedAtText: string;
  readonly given: { id: Id; role: Role; persons: string[]; version: number; hash: string; at: string }[];
}

/** A row as the rules see it, with the exact time that cursors need. */
type ListedApproval = Approval & { readonly requestedAtText: string };

function read(row: Row): ListedApproval {
  const { requestedBy: id, requestedRole: role, requestedPersons: persons, given, ...rest } = row;
  return {
    ...rest,
    requestedBy: { id, role, persons },
    given: given.map(({ version, hash, at, ...by }) => ({ by, version, hash, at: new Date(at) })),
  };
}

function conditions({ queue, state, before }: ApprovalFilter, parameters: unknown[]): string[] {
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  const now = `CASE WHEN ${ran} THEN 'expired' ELSE a.state END`;
  return [
    ...(queue === undefined ? [] : [inQueue(queue.kind, place(queue.actor.id))]),
    ...(state === undefined ? [] : [`${now} = ${place(state)}`]),
    ...(before === undefined
      ? []
      : [`(a.requested_at, a.id) < (${place(before.requestedAt)}::timestamptz, ${place(before.id)}::uuid)`]),
  ];
}

/** What waits for a person is open, not theirs through any account, and not approved by them yet. */
function inQueue(kind: 'decide' | 'requested', actor: string): string {
  if (kind === 'requested') return `a.requested_by = ${actor}`;
  const person = `identity.person_of(${actor})`;
  return `a.state = 'requested' AND a.expires_at > clock_timestamp() AND a.requested_by <> ${actor}
    AND a.requested_person <> ${person} AND identity.person_of(a.requested_by) <> ${person}
    AND NOT EXISTS (SELECT FROM access.approval_given g WHERE g.approval_id = a.id AND g.version = a.version
      AND (g.given_by = ${actor} OR g.given_person = ${person} OR identity.person_of(g.given_by) = ${person}))`;
}
