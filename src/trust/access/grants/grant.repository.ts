import { Injectable } from '@nestjs/common';
import { type Actor, type Id, newId } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { OpeningRequest } from '../opening';
import type { Scope } from '../scope';
import { assignmentGrantHours, type EndReason, endings, type Grant, type GrantState } from './grant';

/** What a grant says when it is made; the database gives it its times. */
export interface NewGrant {
  readonly actor: Pick<Actor, 'id' | 'kind'>;
  readonly mediaId: Id | null;
  readonly ticket: TicketReference;
  readonly purpose: string;
  readonly rendition: string;
  readonly reason: string | null;
  readonly expiresAt: Date;
  readonly maxViews: number | null;
  readonly state: 'requested' | 'active';
  readonly askedBy: Id;
  readonly givenBy: Id | null;
}

export interface TicketReference {
  readonly system: string;
  readonly id: string;
}

/** Narrows a list of grants. */
export interface GrantFilter {
  readonly actorId?: Id;
  readonly mediaId?: Id;
  readonly ticket?: TicketReference;
  readonly state?: GrantState;
  readonly before?: { readonly askedAt: string; readonly id: Id };
  readonly limit: number;
}

const ran = `g.state IN ('requested', 'active') AND g.expires_at <= clock_timestamp()`;
const state = `CASE WHEN ${ran} THEN 'expired' ELSE g.state END`;
const terms = `g.id, g.actor_kind AS "actorKind", g.actor_id AS "actorId", g.media_id AS "mediaId",
  g.ticket_system AS "ticketSystem", g.ticket_id AS "ticketId", g.purpose, g.rendition, g.reason,
  g.not_before AS "notBefore", g.expires_at AS "expiresAt", g.max_views AS "maxViews", ${state} AS state,
  g.suspended_at AS "suspendedAt", g.asked_by AS "askedBy", g.asked_at AS "askedAt", g.given_by AS "givenBy",
  g.given_at AS "givenAt", g.ended_by AS "endedBy", g.ended_at AS "endedAt", g.auto`;
const uses = '(SELECT count(*)::int FROM access.grant_use u WHERE u.grant_id = g.id)';
const columns = `${terms}, ${uses} AS "viewsUsed"`;
/** For decisions: an assignment's grant is used thousands of times, and only a limit needs the count. */
const decisive = `${terms}, CASE WHEN g.max_views IS NULL THEN 0 ELSE ${uses} END AS "viewsUsed", clock_timestamp() AS "readAt"`;

const inForce = `g.state = 'active' AND g.suspended_at IS NULL`;

/**
 * Whether the grant that a column names holds at this moment of the database's clock, as SQL for somebody else's query:
 * asked anew for each range that is read under it, in the trip that finds the view.
 */
export function grantHolds(column: string): string {
  return `EXISTS (SELECT FROM access.grants g WHERE g.id = ${column} AND ${inForce} AND g.expires_at > clock_timestamp())`;
}

/** A grant with the moment of the database's clock at which it was read. */
export interface HeldGrant extends Grant {
  readonly readAt: Date;
}

/** The grants table. Terms never change after a grant is made: the role may update its state and nothing else. */
@Injectable()
export class GrantRepository {
  async add(tx: Transaction, grant: NewGrant): Promise<Grant> {
    const id = newId();
    await tx.query(
      `INSERT INTO access.grants (id, actor_kind, actor_id, media_id, ticket_system, ticket_id, purpose, rendition, reason,
         not_before, expires_at, max_views, state, auto, asked_by, given_by, given_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $10, $11, $12, false, $13, $14, CASE WHEN $12 = 'active' THEN now() END)`,
      [
        id,
        grant.actor.kind,
        grant.actor.id,
        grant.mediaId,
        grant.ticket.system,
        grant.ticket.id,
        grant.purpose,
        grant.rendition,
        grant.reason,
        grant.expiresAt,
        grant.maxViews,
        grant.state,
        grant.askedBy,
        grant.givenBy,
      ],
    );
    return this.#get(tx, id);
  }

  /** The same terms for several items, in force at once. */
  async systemAddMany(
    tx: Transaction,
    grants: readonly { readonly id: Id; readonly mediaId: Id }[],
    {
      actor,
      ticket,
      purpose,
      expiresAt,
      maxViews,
      givenBy,
    }: Pick<NewGrant, 'actor' | 'ticket' | 'purpose' | 'expiresAt' | 'maxViews'> & { readonly givenBy: Id },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO access.grants (id, actor_kind, actor_id, media_id, ticket_system, ticket_id, purpose, rendition, not_before,
         expires_at, max_views, state, auto, asked_by, given_by, given_at)
       SELECT g.id, $3, $4, g.media_id, $5, $6, $7, 'original', now(), $8, $9, 'active', false, $4, $10, now()
         FROM unnest($1::uuid[], $2::uuid[]) AS g(id, media_id)`,
      [
        ...[grants.map(({ id }) => id), grants.map(({ mediaId }) => mediaId), actor.kind, actor.id],
        ...[ticket.system, ticket.id, purpose, expiresAt, maxViews, givenBy],
      ],
    );
  }

  /** Who was the last to approve the request as it is now. */
  async systemLastApprover(tx: Transaction, approval: Id): Promise<Id | null> {
    const [row] = await tx.query<{ by: Id }>(
      `SELECT g.given_by AS by FROM access.approval_given g JOIN access.approval a ON a.id = g.approval_id
        WHERE a.id = $1 AND g.version = a.version ORDER BY g.given_at DESC, g.given_by LIMIT 1`,
      [approval],
    );
    return row?.by ?? null;
  }

  async find(tx: Transaction, id: Id, scope: Scope): Promise<Grant | null> {
    const parameters: unknown[] = [id];
    const sql = `SELECT ${columns} FROM access.grants g WHERE g.id = $1 AND ${scope.sql('g', parameters)}`;
    return (await tx.query<Grant>(sql, parameters))[0] ?? null;
  }

  /** Whether there is such a grant at all: for the log, never for an answer. */
  async systemExists(tx: Transaction, id: Id): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM access.grants WHERE id = $1', [id])).length > 0;
  }

  async list(tx: Transaction, filter: GrantFilter, scope: Scope): Promise<(Grant & { askedAtText: string })[]> {
    const parameters: unknown[] = [];
    const where = [scope.sql('g', parameters), ...filterConditions(filter, parameters)];
    return tx.query(
      `SELECT ${columns}, g.asked_at::text AS "askedAtText" FROM access.grants g WHERE ${where.join(' AND ')}
        ORDER BY g.asked_at DESC, g.id DESC LIMIT $${parameters.push(filter.limit)}`,
      parameters,
    );
  }

  /**
   * Grants that had begun by a moment and had not ended: no grant lasts longer than 72 hours. Whether one rested then
   * because its ticket was closed is not kept.
   */
  async systemHeldAt(tx: Transaction, at: Date, limit: number): Promise<Grant[]> {
    return tx.query(
      `SELECT ${columns} FROM access.grants g
        WHERE g.not_before > $1::timestamptz - interval '72 hours' AND g.not_before <= $1 AND g.expires_at > $1
          AND g.state NOT IN ('requested', 'refused') AND (g.ended_at IS NULL OR g.ended_at > $1)
        ORDER BY g.not_before, g.id LIMIT $2`,
      [at, limit],
    );
  }

  /** Given grants that may speak of an opening, newest first; whether they hold is decided by `weakness`. */
  async systemCandidates(tx: Transaction, actorId: Id, request: OpeningRequest): Promise<Grant[]> {
    const { media, ticket, purpose, rendition } = request;
    return tx.query(
      `SELECT ${columns} FROM access.grants g
        WHERE g.actor_id = $1 AND NOT g.auto AND g.ticket_system = $2 AND g.ticket_id = $3 AND g.purpose = $4
          AND g.rendition = $5 AND (g.media_id IS NULL OR g.media_id = $6)
        ORDER BY g.expires_at DESC LIMIT 50`,
      [actorId, ticket.system, ticket.externalId, purpose, rendition, media.id],
    );
  }

  /**
   * Holds a grant still for the rest of the transaction and reads it anew. One that is counted is held alone, so that two
   * openings cannot both be its last; the others are shared, so that only their end waits.
   */
  async hold(tx: Transaction, { id, maxViews }: Grant): Promise<HeldGrant | null> {
    await tx.query(`SELECT 1 FROM access.grants WHERE id = $1 ${maxViews === null ? 'FOR SHARE' : 'FOR UPDATE'}`, [id]);
    // A statement of its own: the count has to see what was committed while the lock was waited for.
    const sql = `SELECT ${decisive} FROM access.grants g WHERE g.id = $1`;
    return (await tx.query<HeldGrant>(sql, [id]))[0] ?? null;
  }

  addUse(tx: Transaction, grantId: Id, entryId: Id): void {
    tx.post('INSERT INTO access.grant_use (entry_id, grant_id) VALUES ($1, $2)', [entryId, grantId]);
  }

  /** The grant that an assignment made, in force or ended by a person, and held still; null where one may be made. */
  async systemHoldAssignment(tx: Transaction, actorId: Id, request: OpeningRequest): Promise<HeldGrant | null> {
    const [found] = await tx.query<HeldGrant>(
      `SELECT ${decisive} FROM access.grants g
        WHERE g.actor_id = $1 AND g.auto AND g.ticket_system = $2 AND g.ticket_id = $3 AND g.purpose = $4
          AND (g.state = 'active' AND g.expires_at > clock_timestamp() OR g.state = 'revoked' AND g.end_reason = 'revoked')
        ORDER BY g.state = 'revoked' DESC LIMIT 1 FOR SHARE OF g`,
      [actorId, request.ticket.system, request.ticket.externalId, request.purpose],
    );
    return found ?? null;
  }

  /** Makes the assignment's grant, once however many openings ask for it at the same time; null for who is suspended. */
  async addAssignment(
    tx: Transaction,
    actor: Actor,
    request: OpeningRequest,
  ): Promise<{ grant: Grant | null; made: boolean }> {
    const key = [actor.id, request.ticket.system, request.ticket.externalId, request.purpose];
    const same = `actor_id = $1 AND auto AND ticket_system = $2 AND ticket_id = $3 AND purpose = $4 AND state = 'active'`;
    await tx.query(
      `UPDATE access.grants SET state = 'expired', ended_at = expires_at WHERE ${same} AND expires_at <= clock_timestamp()`,
      key,
    );
    const added = await tx.query(
      `INSERT INTO access.grants (id, actor_kind, actor_id, ticket_system, ticket_id, purpose, rendition, not_before, expires_at, state, auto, asked_by)
       SELECT $5, $6, $1, $2, $3, $4, $7, now(), now() + make_interval(hours => $8), 'active', true, $1
        WHERE NOT EXISTS (SELECT FROM access.suspension s WHERE s.actor_id = $1 AND s.lifted_at IS NULL)
       ON CONFLICT (actor_id, ticket_system, ticket_id, purpose) WHERE auto AND state = 'active' DO NOTHING RETURNING id`,
      [...key, newId(), actor.kind, request.rendition, assignmentGrantHours],
    );
    const [grant] = await tx.query<Grant>(`SELECT ${columns} FROM access.grants g WHERE ${same} FOR SHARE OF g`, key);
    return { grant: grant ?? null, made: added.length > 0 };
  }

  /** Gives what was asked for; null where it is no longer asked for, or its end has passed. */
  async approve(tx: Transaction, id: Id, by: Id): Promise<Grant | null> {
    return this.#step(
      tx,
      `UPDATE access.grants SET state = 'active', not_before = now(), given_by = $2, given_at = now()
        WHERE id = $1 AND state = 'requested' AND expires_at > now() RETURNING id`,
      [id, by],
    );
  }

  /** Ends a grant in force, or a request; null where it has ended already. Running streams hear of it with the commit. */
  async end(tx: Transaction, id: Id, by: Id, reason: EndReason): Promise<Grant | null> {
    const [from, to] = endings[reason];
    return this.#step(
      tx,
      `UPDATE access.grants SET state = $5, ended_by = $2, ended_at = now(), end_reason = $3
        WHERE id = $1 AND state = $4 AND expires_at > now() RETURNING id, pg_notify('grant_ended', id::text)`,
      [id, by, reason, from, to],
    );
  }

  /** Grants that an assignment made, for whoever is no longer the assignee or for what is no longer the purpose. */
  async systemPastAssignments(
    tx: Transaction,
    ticket: TicketReference,
    { assigneeId, purpose }: { assigneeId: Id | null; purpose: string },
  ): Promise<Grant[]> {
    return tx.query(
      `SELECT ${columns} FROM access.grants g WHERE g.auto AND g.state = 'active' AND g.expires_at > now()
          AND g.ticket_system = $1 AND g.ticket_id = $2
          AND (g.actor_kind = 'user' AND g.actor_id IS DISTINCT FROM $3 OR g.purpose <> $4) FOR UPDATE OF g`,
      [ticket.system, ticket.id, assigneeId, purpose],
    );
  }

  /** Lets every grant under a ticket rest, or hold again. */
  async setSuspended(tx: Transaction, ticket: TicketReference, suspended: boolean): Promise<void> {
    const change = suspended ? 'suspended_at = now()' : 'suspended_at = NULL';
    await tx.query(
      `UPDATE access.grants SET ${change} WHERE ticket_system = $1 AND ticket_id = $2 AND state = 'active'
          AND (suspended_at IS NULL) = $3 RETURNING pg_notify('grant_ended', id::text)`,
      [ticket.system, ticket.id, suspended],
    );
  }

  /** Ends all that an actor holds, and what assignments would give them, until somebody lifts it. Once per actor. */
  async suspendActor(tx: Transaction, actorId: Id, { by, cause }: { by: Id; cause: Id }): Promise<Id[]> {
    await tx.query(
      `INSERT INTO access.suspension (id, actor_id, cause) VALUES ($1, $2, $3)
       ON CONFLICT (actor_id) WHERE lifted_at IS NULL DO NOTHING`,
      [newId(), actorId, cause],
    );
    const ended = await tx.query<{ id: Id }>(
      `UPDATE access.grants SET state = 'revoked', ended_by = $2, ended_at = now(), end_reason = 'suspended'
        WHERE actor_id = $1 AND state = 'active' AND expires_at > now() RETURNING id, pg_notify('grant_ended', id::text)`,
      [actorId, by],
    );
    return ended.map(({ id }) => id);
  }

  /** Answers whether there was a suspension. What was ended stays ended. */
  async liftSuspension(tx: Transaction, actorId: Id, by: Id): Promise<boolean> {
    const lifted = await tx.query(
      `UPDATE access.suspension SET lifted_by = $2, lifted_at = now() WHERE actor_id = $1 AND lifted_at IS NULL RETURNING id`,
      [actorId, by],
    );
    return lifted.length > 0;
  }

  async remainingMs(tx: Transaction, id: Id): Promise<number> {
    const [row] = await tx.query<{ remaining: number }>(
      `SELECT ceil(extract(epoch FROM g.expires_at - clock_timestamp()) * 1000)::int AS remaining FROM access.grants g
        WHERE g.id = $1 AND ${inForce}`,
      [id],
    );
    return Math.max(0, row?.remaining ?? 0);
  }

  async #step(tx: Transaction, sql: string, parameters: unknown[]): Promise<Grant | null> {
    const changed = await tx.query<{ id: Id }>(sql, parameters);
    return changed[0] === undefined ? null : this.#get(tx, changed[0].id);
  }

  async #get(tx: Transaction, id: Id): Promise<Grant> {
    const [grant] = await tx.query<Grant>(`SELECT ${columns} FROM access.grants g WHERE g.id = $1`, [id]);
    if (grant === undefined) throw new Error('the grant is gone');
    return grant;
  }
}

function filterConditions(filter: GrantFilter, parameters: unknown[]): string[] {
  const { actorId, mediaId, ticket, state: wanted, before } = filter;
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  return [
    ...(actorId === undefined ? [] : [`g.actor_id = ${place(actorId)}`]),
    ...(mediaId === undefined ? [] : [`g.media_id = ${place(mediaId)}`]),
    ...(ticket === undefined
      ? []
      : [`g.ticket_system = ${place(ticket.system)} AND g.ticket_id = ${place(ticket.id)}`]),
    ...(wanted === undefined ? [] : [`${state} = ${place(wanted)}`]),
    ...(before === undefined
      ? []
      : [`(g.asked_at, g.id) < (${place(before.askedAt)}::timestamptz, ${place(before.id)}::uuid)`]),
  ];
}
