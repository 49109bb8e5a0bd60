import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import { Cursors, type Page } from '../../platform/http';
import { AuditLog, entriesFor, type EntryView, term } from '../../trust/audit';
import type { TicketReference } from './ticket';
import { Tickets } from './ticket.service';

/** What the log says of one ticket, for whoever may read both. Reading it is an entry. */
@Injectable()
export class TicketEntries {
  constructor(
    private readonly tickets: Tickets,
    private readonly log: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  async list(
    context: RequestContext,
    ticket: TicketReference,
    page: { cursor?: string; limit: number },
  ): Promise<Page<EntryView>> {
    await this.tickets.reach(context, ticket, 'audit.read');
    const name = `entries of ticket ${ticket.system} ${ticket.id}`;
    const [after] = page.cursor === undefined ? [] : this.cursors.decode(name, page.cursor);
    const query = {
      terms: [term('ticket', `${ticket.system}/${ticket.id}`)],
      limit: page.limit,
      ...(after === undefined ? {} : { after: Number(after) }),
    };
    const { items, next } = await this.log.entries(context, entriesFor(context.actor), query);
    return { items, next: next === null ? null : this.cursors.encode(name, [next]) };
  }
}
