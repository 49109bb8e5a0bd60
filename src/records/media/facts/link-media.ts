import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Access, UnknownTicket } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { type TicketReference, Tickets } from '../../tickets';
import { intakeRow } from '../media.policy';
import { MediaRepository, type MediaRow } from '../media.repository';
import { Media } from '../media.service';

/** Hangs an item on a further ticket. It is opened under each of its tickets by whoever works on that one. */
@Injectable()
export class LinkMedia {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: Media,
    private readonly repository: MediaRepository,
    private readonly tickets: Tickets,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  /** Needs reach of both: the item as it is, and the right to take it in under the other ticket. Again changes nothing. */
  async link(context: RequestContext, id: Id, reference: TicketReference): Promise<MediaRow> {
    const { actor, origin } = context;
    await this.media.reach(context, 'read', id, 'media.linked');
    const row = await this.media.reach(context, 'take_in', id, 'media.linked');
    const object = { media: row.id, object: row.objectId, class: row.class };
    const outcome = await this.vault.transaction(context, async (tx) => {
      const ticket = await this.tickets.systemFind(tx, reference);
      const allowed = ticket !== null && this.access.permits(actor, 'take_in', 'Media', intakeRow(row.kyc, ticket));
      const about = { type: 'media.linked', actor, origin, subject: row.subjectId, object } as const;
      if (!allowed) {
        const reason = ticket === null ? 'absent' : 'out_of_reach';
        await this.audit.record(tx, { ...about, role: null, decision: 'deny', reason });
        return null;
      }
      const linked = await this.repository.link(tx, { mediaId: id, ticketId: ticket.id, by: actor.id });
      const role = this.access.role(actor, 'take_in', 'Media', intakeRow(row.kyc, ticket));
      const named = { system: ticket.system, id: ticket.externalId };
      if (linked) await this.audit.record(tx, { ...about, role, ticket: named, decision: 'allow' });
      return this.repository.systemFind(tx, id);
    });
    if (outcome === null) throw new UnknownTicket();
    return outcome;
  }
}
