import { Inject, Injectable } from '@nestjs/common';
import { type Id, newId, Refusal, type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type Disclosure, POLICY_DATA, type PolicyData } from '../../../platform/settings';
import {
  Access,
  Forbidden,
  type OpeningRequest,
  type ReadGrant,
  type TicketFacts,
  TicketRequired,
  UnknownPurpose,
  UnknownTicket,
} from '../../../trust/access';
import { Audit, type AuditType } from '../../../trust/audit';
import { type TicketReference, Tickets } from '../../tickets';
import { loggableCode, loggableTicket } from '../facts/loggable';
import { canBeOpened } from '../media';
import { MediaQuarantined, MediaRestricted, PurposeRequired } from '../media.errors';
import { mediaRow } from '../media.policy';
import { type MediaRow, MediaRepository } from '../media.repository';
import type { ReadLicence } from './read-licence';
import { ViewRepository } from './view.repository';

/** What somebody wants to open, and what for. */
export interface Wish {
  readonly as: 'view' | 'read';
  readonly mediaId: Id;
  readonly ticket: TicketReference | undefined;
  readonly purpose: string | undefined;
  /** `all` or `a-b`, where one range is all that is asked for. */
  readonly range: string;
}

/** An opening whose entry is sealed. */
export interface Opened {
  readonly licence: ReadLicence;
  readonly media: MediaRow;
}

/**
 * The one way to an opened item: what is asked for is looked up, access decides and has the entry sealed, and the view
 * that stands for this opening is written. No key has been touched by then.
 */
@Injectable()
export class Openings {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly views: ViewRepository,
    private readonly tickets: Tickets,
    private readonly access: Access,
    private readonly audit: Audit,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async open(context: RequestContext, wish: Wish): Promise<Opened> {
    const { media, request } = await this.#request(context, wish);
    const grant = await this.access.authorizeOpening(context, request);
    return { media, licence: await this.#writeView(context, wish, request, { grant, disclosure: media.disclosure }) };
  }

  async #request(context: RequestContext, wish: Wish): Promise<{ media: MediaRow; request: OpeningRequest }> {
    const { mediaId, ticket, purpose } = wish;
    // People read through views, so that a page's many requests are one opening; programs have no session to bind one to.
    if ((wish.as === 'read') !== (context.actor.kind === 'client'))
      throw await this.#denied(context, wish, new Forbidden());
    if (ticket === undefined) throw await this.#denied(context, wish, new TicketRequired());
    if (purpose === undefined) throw await this.#denied(context, wish, new PurposeRequired());
    if (!this.policy.purposes.some(({ code }) => code === purpose))
      throw await this.#denied(context, wish, new UnknownPurpose());
    const [media, facts] = await this.vault.read(context, (tx) =>
      Promise.all([this.media.systemFind(tx, mediaId), this.tickets.systemFind(tx, ticket)]),
    );
    const type = denialType(wish);
    const attempt = { type, media: mediaId, ticket: loggableTicket(ticket), purpose };
    if (media === null) return this.access.notFound(context, { ...attempt, exists: false });
    if (facts === null) {
      // Whoever may not know of the item learns nothing of tickets either.
      if (!this.#seesFacts(context, media)) return this.access.notFound(context, { ...attempt, exists: true });
      throw await this.#denied(context, wish, new UnknownTicket());
    }
    const visible = this.#mayKnow(context, media, facts);
    if (!canBeOpened(media.state)) {
      if (!visible) return this.access.notFound(context, { ...attempt, exists: true });
      throw await this.#denied(context, wish, new MediaQuarantined());
    }
    return { media, request: toRequest(wish, media, { facts, purpose, visible }) };
  }

  /** Whether a refusal may tell that the item exists: to whoever sees its facts, and to programs that name a ticket of it. */
  #mayKnow(context: RequestContext, media: MediaRow, ticket: TicketFacts): boolean {
    const linked = media.tickets.some(({ id }) => id === ticket.id);
    return (
      this.#seesFacts(context, media) || (context.actor.kind === 'client' && linked && media.disclosure === 'normal')
    );
  }

  #seesFacts({ actor }: RequestContext, media: MediaRow): boolean {
    return this.access.permits(actor, 'read', 'Media', mediaRow(media));
  }

  async #writeView(
    context: RequestContext,
    wish: Wish,
    { ticket, purpose, rendition }: OpeningRequest,
    { grant, disclosure }: { grant: ReadGrant; disclosure: Disclosure },
  ): Promise<ReadLicence> {
    const { actor } = context;
    const view = {
      id: newId(),
      kind: wish.as,
      ticketSystem: ticket.system,
      ticketId: ticket.externalId,
      purpose,
      rendition,
      actorKind: actor.kind,
      actorId: actor.id,
      actorRole: this.access.role(actor, 'open', 'Opening'),
      sessionId: actor.sessionId,
      disclosure,
    };
    const licence = await this.vault.atOnce(context, (tx) => this.views.add(tx, view, grant));
    if (licence === null) throw await this.#denied(context, wish, new MediaRestricted());
    return licence;
  }

  async #denied(context: RequestContext, wish: Wish, refusal: Refusal): Promise<Refusal> {
    await this.audit.recordAlone({
      type: denialType(wish),
      actor: context.actor,
      role: null,
      origin: context.origin,
      object: { media: wish.mediaId },
      purpose: loggableCode(wish.purpose),
      ticket: loggableTicket(wish.ticket),
      decision: 'deny',
      reason: refusal.code,
    });
    return refusal;
  }
}

function denialType({ as }: Wish): AuditType {
  return as === 'view' ? 'view.denied' : 'media.read.denied';
}

function toRequest(
  wish: Wish,
  media: MediaRow,
  { facts, purpose, visible }: { facts: TicketFacts; purpose: string; visible: boolean },
): OpeningRequest {
  return {
    as: wish.as,
    rendition: 'original',
    range: wish.range,
    purpose,
    ticket: facts,
    media: {
      id: media.id,
      objectId: media.objectId,
      class: media.class,
      kyc: media.kyc,
      secret: media.disclosure !== 'normal',
      subjectId: media.subjectId,
      ticketIds: media.tickets.map(({ id }) => id),
      restricted: media.restricted,
      sealedSha256: media.object.sha256,
      visible,
    },
  };
}
