import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Audit } from '../../audit';
import { UnknownTicket } from '../access.errors';
import { longestGrantHours } from './grant';
import { GrantRepository, type TicketReference } from './grant.repository';
import { TicketSource } from './ticket-source';

/** What others approved: these items, for this purpose, under this ticket. */
export interface ApprovedOpening {
  readonly approval: Id;
  readonly media: readonly Id[];
  readonly ticket: TicketReference;
  readonly purpose: string;
}

/** A making that breaks off opens its items again. */
const maxViews = 5;

/** Grants that rest on an approval: whoever has it done opens each of its items, and nothing else. */
@Injectable()
export class ApprovedGrants {
  constructor(
    private readonly repository: GrantRepository,
    private readonly tickets: TicketSource,
    private readonly audit: Audit,
  ) {}

  /** In the transaction that ends the approval. The last who approved it is who gave them; the ticket must be open for the purpose. */
  async give(tx: Transaction, context: RequestContext, opening: ApprovedOpening): Promise<void> {
    await this.assertTicket(tx, opening);
    const { approval, media, ticket, purpose } = opening;
    const givenBy = await this.repository.systemLastApprover(tx, approval);
    if (givenBy === null) throw new Error('nobody approved what was approved');
    const expiresAt = new Date((await tx.now()).getTime() + longestGrantHours * 3_600_000);
    const grants = media.map((mediaId) => ({ id: newId(), mediaId }));
    const { actor, origin } = context;
    await this.repository.systemAddMany(tx, grants, { actor, ticket, purpose, expiresAt, maxViews, givenBy });
    for (const { id: grant, mediaId } of grants)
      await this.audit.record(tx, {
        ...{ type: 'grant.given', actor, origin, role: null, decision: 'allow', reason: 'approved' },
        ...{ object: { media: mediaId, part: 'original' }, ticket, purpose, grant },
      });
  }

  async assertTicket(tx: Transaction, { ticket, purpose }: Pick<ApprovedOpening, 'ticket' | 'purpose'>): Promise<void> {
    const found = await this.tickets.find(tx, ticket);
    if (!found?.open || found.purpose !== purpose) throw new UnknownTicket();
  }
}
