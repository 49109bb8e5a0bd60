import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext, Role, Scope as ProgramScope } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit, type AuditRecord } from '../../audit';
import type { ActorAbility } from '../ability';
import { NotFound, OpeningRefused } from '../access.errors';
import { type DenialReason, type OpeningRequest, openingRow } from '../opening';
import type { Holder } from '../policy';
import { issue, ReadGrant } from '../read-grant';
import { covers, type Grant, mostTelling, weakness } from './grant';
import { GrantRepository } from './grant.repository';
import { TicketSource } from './ticket-source';

type Decider = Role | ProgramScope;
type Decision = { readonly grant: Grant; readonly decider: Decider } | { readonly denied: DenialReason };

/**
 * One opening: the decision, the grant's use and the entry are one transaction; the answer waits until the entry is
 * sealed. A denial is an entry as well.
 */
@Injectable()
export class Openings {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: GrantRepository,
    private readonly audit: Audit,
    private readonly tickets: TicketSource,
    @Inject(POLICY_DATA) private readonly policyData: PolicyData,
  ) {}

  async authorize(context: RequestContext, ability: ActorAbility, asked: OpeningRequest): Promise<ReadGrant> {
    const outcome = await this.database.transaction(context, async (tx) => {
      const request = await this.#asItStands(tx, asked);
      const decision = await this.#decide(tx, context, ability, request);
      const entryId = await this.audit.record(tx, entryOf(context, request, decision));
      if ('denied' in decision) return decision;
      this.repository.addUse(tx, decision.grant.id, entryId);
      // Nothing comes of it before its leaf is committed, and that is later.
      tx.commitSoon();
      return { grant: decision.grant, entryId };
    });
    if ('denied' in outcome) throw refusalOf(asked, outcome.denied);
    const entry = await this.audit.sealed(outcome.entryId);
    return ReadGrant[issue]({
      entry,
      entryId: outcome.entryId,
      grantId: outcome.grant.id,
      expiresAt: outcome.grant.expiresAt,
      actorId: context.actor.id,
      mediaId: asked.media.id,
      objectId: asked.media.objectId,
      part: asked.rendition,
      range: asked.range,
    });
  }

  /** The ticket may have changed since the request was put together: what it says now counts, and is held until then. */
  async #asItStands(tx: Transaction, asked: OpeningRequest): Promise<OpeningRequest> {
    const { system, externalId } = asked.ticket;
    const ticket = await this.tickets.find(tx, { system, id: externalId });
    return { ...asked, ticket: ticket ?? { ...asked.ticket, open: false } };
  }

  async #decide(
    tx: Transaction,
    context: RequestContext,
    ability: ActorAbility,
    request: OpeningRequest,
  ): Promise<Decision> {
    const purpose = this.policyData.purposes.find(({ code }) => code === request.purpose);
    if (purpose === undefined) return { denied: 'unknown_purpose' };
    if (request.media.restricted && purpose.underRestriction === undefined) return { denied: 'restricted' };
    if (!request.ticket.open) return { denied: 'ticket_closed' };
    const row = openingRow(request);
    const mayName = (holder: Holder): holder is Decider =>
      holder !== 'person' && (context.actor.kind === 'client' ? purpose.programs : isNamed(purpose.roles, holder));
    const owner = ability.holders('open', 'Opening', row).find(mayName);
    const assigned = owner === undefined ? null : await this.#byAssignment(tx, context, request, owner);
    if (assigned !== null && 'grant' in assigned) return assigned;
    const users = ability.holders('use_grant', 'Opening', row);
    const user = users.find(mayName);
    if (user !== undefined) return this.#byGrant(tx, context.actor.id, request, user, assigned?.denied);
    if (assigned !== null) return assigned;
    const roleOpens = ability.mayEver('open', 'Opening') ?? ability.mayEver('use_grant', 'Opening');
    if (roleOpens === null) return { denied: 'role' };
    return { denied: users.length > 0 ? 'purpose_not_allowed' : 'grant_required' };
  }

  /** An assignment opens by a grant of its own, so that every access stands in the list of grants. */
  async #byAssignment(
    tx: Transaction,
    context: RequestContext,
    request: OpeningRequest,
    decider: Decider,
  ): Promise<Decision> {
    const held = await this.repository.systemHoldAssignment(tx, context.actor.id, request);
    if (held !== null) {
      const weak = weakness(held, held.readAt);
      if (weak === null) return { grant: held, decider };
      if (weak !== 'grant_expired') return { denied: weak };
    }
    const { grant, made } = await this.repository.addAssignment(tx, context.actor, request);
    if (grant === null) return { denied: 'actor_suspended' };
    if (made) await this.audit.record(tx, assignmentEntry(context, request, grant.id, decider));
    return { grant, decider };
  }

  async #byGrant(
    tx: Transaction,
    actorId: Id,
    request: OpeningRequest,
    decider: Decider,
    nearest: DenialReason | undefined,
  ): Promise<Decision> {
    const reasons: DenialReason[] = nearest === undefined ? [] : [nearest];
    for (const candidate of await this.repository.systemCandidates(tx, actorId, request)) {
      if (!covers(candidate, request)) continue;
      const grant = await this.repository.hold(tx, candidate);
      if (grant === null) continue;
      const weak = weakness(grant, grant.readAt);
      if (weak === null) return { grant, decider };
      reasons.push(weak);
    }
    return { denied: mostTelling(reasons) ?? 'grant_required' };
  }
}

function isNamed(roles: readonly Role[], holder: Holder): boolean {
  return roles.some((role) => role === holder);
}

/** Whoever may not even see the item hears what they would hear of an item that is not there. */
function refusalOf({ media }: OpeningRequest, reason: DenialReason): NotFound | OpeningRefused {
  return media.visible ? new OpeningRefused(reason) : new NotFound();
}

function entryOf(context: RequestContext, request: OpeningRequest, decision: Decision): AuditRecord {
  const { media, ticket } = request;
  const view = request.as === 'view';
  const denied = 'denied' in decision;
  return {
    type: denied ? (view ? 'view.denied' : 'media.read.denied') : view ? 'view.opened' : 'media.read.open',
    actor: context.actor,
    origin: context.origin,
    role: denied ? null : decision.decider,
    subject: media.subjectId ?? undefined,
    object: {
      media: media.id,
      object: media.objectId,
      class: media.class,
      part: request.rendition,
      sha256: media.sealedSha256,
    },
    ticket: { system: ticket.system, id: ticket.externalId },
    // A purpose that is not in the list is whatever the caller typed: it stays out of the log.
    purpose: denied && decision.denied === 'unknown_purpose' ? undefined : request.purpose,
    grant: denied ? undefined : decision.grant.id,
    decision: denied ? 'deny' : 'allow',
    reason: denied ? decision.denied : undefined,
    range: request.range,
  };
}

function assignmentEntry(
  context: RequestContext,
  { ticket, purpose, rendition }: OpeningRequest,
  grant: Id,
  decider: Decider,
): AuditRecord {
  return {
    type: 'grant.given',
    actor: context.actor,
    origin: context.origin,
    role: decider,
    object: { part: rendition },
    ticket: { system: ticket.system, id: ticket.externalId },
    purpose,
    grant,
    decision: 'allow',
    reason: 'assigned_ticket',
  };
}
