import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, type Page } from '../../../platform/http';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit, type AuditType, looksPersonal } from '../../audit';
import { Rules } from '../rules';
import {
  Forbidden,
  GrantConflict,
  InvalidGrant,
  NotFound,
  SelfGrant,
  UnknownPurpose,
  UnknownTicket,
} from '../access.errors';
import type { Rendition } from '../opening';
import { type EndReason, type Grant, type GrantState, longestGrantHours } from './grant';
import { GrantRepository, type TicketReference } from './grant.repository';
import { TicketSource } from './ticket-source';

/** The terms of a grant, as asked for or given. */
export interface GrantTerms {
  readonly mediaId: Id | null;
  readonly ticket: TicketReference;
  readonly purpose: string;
  readonly rendition: Rendition;
  readonly reason: string | null;
  readonly expiresAt: Date;
  readonly maxViews: number | null;
}

export interface GrantQuery {
  readonly actorId?: Id;
  readonly mediaId?: Id;
  readonly ticket?: TicketReference;
  readonly state?: GrantState;
  readonly cursor?: string;
  readonly limit: number;
}

/** What a use case found: done, or refused with a reason for the log and an error for the caller. */
type Outcome<T> = { readonly done: T } | { readonly refused: Error; readonly reason: string; readonly grant?: Id };

/** The life of given grants. Every step and every refused step is an entry; a step and its entry are one transaction. */
@Injectable()
export class Grants {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: GrantRepository,
    private readonly audit: Audit,
    private readonly rules: Rules,
    private readonly tickets: TicketSource,
    private readonly cursors: Cursors,
    @Inject(POLICY_DATA) private readonly policyData: PolicyData,
  ) {}

  /** Asks for oneself, or gives to somebody else: whichever `actorId` says. */
  async post(context: RequestContext, actorId: Id | null, terms: GrantTerms): Promise<Grant> {
    this.#assertTerms(terms);
    return actorId === null || actorId === context.actor.id
      ? this.#ask(context, actorId !== null, terms)
      : this.#give(context, actorId, terms);
  }

  /** Gives what was asked for. The terms cannot have changed since: no role may change them. */
  async approve(context: RequestContext, id: Id): Promise<Grant> {
    return this.#settle(context, 'grant.approved', async (tx) => {
      const reached = await this.#reach(tx, context, 'give', id);
      if ('refused' in reached) return reached;
      const { done: grant } = reached;
      const refusal = await this.#whyNotGive(tx, context, grant.actorId, termsOf(grant));
      if (refusal !== null) return { ...refusal, grant: id };
      const given = await this.repository.approve(tx, id, context.actor.id);
      return given === null ? { refused: new GrantConflict(), reason: 'state', grant: id } : { done: given };
    });
  }

  /** Turns a request down. */
  async refuse(context: RequestContext, id: Id): Promise<Grant> {
    return this.#end(context, id, { action: 'give', reason: 'refused', type: 'grant.denied' });
  }

  /** Ends a grant at once: whatever runs under it is cut. */
  async revoke(context: RequestContext, id: Id): Promise<Grant> {
    return this.#end(context, id, { action: 'revoke', reason: 'revoked', type: 'grant.revoked' });
  }

  /** Every access there is stands in this list, for whoever may see it. */
  async list(context: RequestContext, { cursor, limit, ...filter }: GrantQuery): Promise<Page<Grant>> {
    const name = `grants ${JSON.stringify(filter)}`;
    const [askedAt, id] = cursor === undefined ? [] : this.cursors.decode(name, cursor);
    const before = askedAt === undefined ? undefined : { askedAt: String(askedAt), id: String(id) };
    const { actor, origin } = context;
    return this.database.transaction(context, async (tx) => {
      const scope = this.rules.scope(actor, 'read', 'Grant');
      const rows = await this.repository.list(tx, { ...filter, before, limit: limit + 1 }, scope);
      const role = this.rules.role(actor, 'read', 'Grant');
      await this.audit.record(tx, { type: 'grant.listed', actor, origin, role, decision: 'allow' });
      return this.cursors.page(
        name,
        rows,
        limit,
        (row) => [row.askedAtText, row.id],
        (row) => row,
      );
    });
  }

  /** Who held which grants at a moment, `limit` at most. For callers that have recorded who asks, and may see them all. */
  async heldAt(context: RequestContext, at: Date, limit: number): Promise<Grant[]> {
    return this.database.read(context, (tx) => this.repository.systemHeldAt(tx, at, limit));
  }

  /** For `records/tickets`, inside its own transaction: grants rest while their ticket is closed. */
  async suspend(tx: Transaction, ticket: TicketReference): Promise<void> {
    await this.repository.setSuspended(tx, ticket, true);
  }

  async resume(tx: Transaction, ticket: TicketReference): Promise<void> {
    await this.repository.setSuspended(tx, ticket, false);
  }

  /** For `records/tickets`: what an assignment gave ends with the assignment, or with the ticket's purpose. */
  async endAssignments(
    tx: Transaction,
    context: RequestContext,
    ticket: TicketReference,
    present: { readonly assigneeId: Id | null; readonly purpose: string },
  ): Promise<void> {
    for (const grant of await this.repository.systemPastAssignments(tx, ticket, present)) {
      await this.repository.end(tx, grant.id, context.actor.id, 'reassigned');
      await this.#record(tx, context, 'grant.revoked', {
        terms: termsOf(grant),
        grant: grant.id,
        reason: 'reassigned',
      });
    }
  }

  /** For the rules over the log: ends all that somebody holds; assignments give nothing until it is lifted. */
  async suspendActor(tx: Transaction, context: RequestContext, actorId: Id, cause: Id): Promise<void> {
    const ended = await this.repository.suspendActor(tx, actorId, { by: context.actor.id, cause });
    for (const grant of ended) await this.#record(tx, context, 'grant.revoked', { grant, reason: 'suspended' });
    await this.#recordSuspension(tx, context, 'actor.suspended', cause);
  }

  /** Assignments give grants again. Grants that were ended stay so. */
  async liftSuspension(tx: Transaction, context: RequestContext, actorId: Id, cause: Id): Promise<void> {
    if (await this.repository.liftSuspension(tx, actorId, context.actor.id))
      await this.#recordSuspension(tx, context, 'actor.suspension.lifted', cause);
  }

  async #recordSuspension(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: AuditType,
    cause: Id,
  ): Promise<void> {
    const role = actor.kind === 'system' ? 'system' : this.rules.role(actor, 'give', 'Grant');
    await this.audit.record(tx, { type, actor, origin, role, object: { object: cause }, decision: 'allow' });
  }

  async #ask(context: RequestContext, named: boolean, terms: GrantTerms): Promise<Grant> {
    return this.#settle(context, 'grant.requested', async (tx) => {
      const { actor } = context;
      if (!this.rules.permits(actor, 'ask', 'Grant', { actorId: actor.id, purpose: terms.purpose })) {
        const gives = named && this.rules.can(actor, 'give', 'Grant');
        return { refused: gives ? new SelfGrant() : new Forbidden(), reason: gives ? 'self_grant' : 'role' };
      }
      // Whether the ticket exists is not said to somebody who may not see it: the giver checks.
      await this.#assertEnd(tx, terms);
      const grant = { ...terms, actor, state: 'requested' as const, askedBy: actor.id, givenBy: null };
      return { done: await this.repository.add(tx, grant) };
    });
  }

  async #give(context: RequestContext, actorId: Id, terms: GrantTerms): Promise<Grant> {
    return this.#settle(context, 'grant.given', async (tx) => {
      const refusal = await this.#whyNotGive(tx, context, actorId, terms);
      if (refusal !== null) return refusal;
      await this.#assertEnd(tx, terms);
      const by = context.actor.id;
      const actor = { id: actorId, kind: 'user' as const };
      const grant = { ...terms, actor, state: 'active' as const, askedBy: by, givenBy: by };
      return { done: await this.repository.add(tx, grant) };
    });
  }

  async #whyNotGive(
    tx: Transaction,
    context: RequestContext,
    actorId: Id,
    terms: GrantTerms,
  ): Promise<{ refused: Error; reason: string } | null> {
    if (actorId === context.actor.id) return { refused: new SelfGrant(), reason: 'self_grant' };
    const row = { actorId, purpose: terms.purpose };
    if (!this.rules.permits(context.actor, 'give', 'Grant', row)) return { refused: new Forbidden(), reason: 'role' };
    const ticket = await this.tickets.find(tx, terms.ticket);
    if (!ticket?.open) return { refused: new UnknownTicket(), reason: ticket === null ? 'no_ticket' : 'ticket_closed' };
    // A disclosure belongs to a subject's request: both sides have to say so.
    if ((terms.purpose === 'subject_request') !== (ticket.purpose === 'subject_request'))
      return { refused: new UnknownTicket(), reason: 'ticket_purpose' };
    return null;
  }

  async #end(
    context: RequestContext,
    id: Id,
    { action, reason, type }: { action: 'give' | 'revoke'; reason: EndReason; type: AuditType },
  ): Promise<Grant> {
    return this.#settle(context, type, async (tx) => {
      const reached = await this.#reach(tx, context, action, id);
      if ('refused' in reached) return reached;
      if (reason === 'refused' && reached.done.actorId === context.actor.id)
        return { refused: new SelfGrant(), reason: 'self_grant', grant: id };
      const ended = await this.repository.end(tx, id, context.actor.id, reason);
      return ended === null ? { refused: new GrantConflict(), reason: 'state', grant: id } : { done: ended };
    });
  }

  /** The grant, where this act on it is in reach; absent and out of reach are one answer outside and two inside. */
  async #reach(tx: Transaction, context: RequestContext, action: 'give' | 'revoke', id: Id): Promise<Outcome<Grant>> {
    const grant = await this.repository.find(tx, id, this.rules.scope(context.actor, action, 'Grant'));
    if (grant !== null) return { done: grant };
    const exists = await this.repository.systemExists(tx, id);
    return { refused: new NotFound(), reason: exists ? 'out_of_reach' : 'absent', ...(exists ? { grant: id } : {}) };
  }

  /** Runs a step with its entry. A refusal commits its entry, too, and is thrown afterwards. */
  async #settle(
    context: RequestContext,
    type: AuditType,
    step: (tx: Transaction) => Promise<Outcome<Grant>>,
  ): Promise<Grant> {
    const outcome = await this.database.transaction(context, async (tx) => {
      const result = await step(tx);
      if ('done' in result)
        await this.#record(tx, context, type, {
          terms: termsOf(result.done),
          grant: result.done.id,
          reason: type === 'grant.denied' ? 'refused' : undefined,
        });
      else
        await this.#record(tx, context, 'grant.denied', { grant: result.grant, reason: result.reason, denied: true });
      return result;
    });
    if ('refused' in outcome) throw outcome.refused;
    return outcome.done;
  }

  async #record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: AuditType,
    { terms, grant, reason, denied }: { terms?: GrantTerms; grant?: Id; reason?: string; denied?: boolean },
  ): Promise<void> {
    const action = type === 'grant.requested' ? 'ask' : type === 'grant.revoked' ? 'revoke' : 'give';
    await this.audit.record(tx, {
      type,
      actor,
      origin,
      role: denied ? null : this.rules.role(actor, action, 'Grant'),
      object: terms === undefined ? undefined : { media: terms.mediaId ?? undefined, part: terms.rendition },
      ticket: terms?.ticket,
      purpose: terms?.purpose,
      grant,
      decision: denied ? 'deny' : 'allow',
      reason,
      actorPayload: terms?.reason ? { reason: terms.reason } : undefined,
    });
  }

  #assertTerms({ purpose, reason, ticket }: GrantTerms): void {
    if (!this.policyData.purposes.some(({ code }) => code === purpose)) throw new UnknownPurpose();
    if (looksPersonal(ticket.id)) throw new UnknownTicket();
    if (reason !== null && looksPersonal(reason)) throw new InvalidGrant('/reason', 'personal');
  }

  /** The database's clock decides about ends. */
  async #assertEnd(tx: Transaction, { expiresAt }: GrantTerms): Promise<void> {
    const now = await tx.now();
    if (expiresAt <= now) throw new InvalidGrant('/expiresAt', 'past');
    if (expiresAt.getTime() - now.getTime() > longestGrantHours * 3_600_000)
      throw new InvalidGrant('/expiresAt', 'too_late');
  }
}

function termsOf(grant: Grant): GrantTerms {
  return { ...grant, ticket: { system: grant.ticketSystem, id: grant.ticketId } };
}
