import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Cursors, type Page } from '../../platform/http';
import { Outbox } from '../../platform/jobs';
import { Access } from '../../trust/access';
import { Audit, type AuditType } from '../../trust/audit';
import type { Ticket } from './ticket';
import type { ListedTicket, TicketFilter } from './ticket.repository';

export interface TicketQuery extends Omit<TicketFilter, 'before'> {
  readonly cursor?: string;
}

/** What tickets leave behind: entries, news, and pages with their entry. */
@Injectable()
export class TicketRecords {
  constructor(
    private readonly database: VaultDatabase,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly cursors: Cursors,
  ) {}

  async change(
    tx: Transaction,
    context: RequestContext,
    ticket: Ticket,
    type: 'ticket.created' | 'ticket.changed',
    changes: readonly string[],
  ): Promise<void> {
    await this.#entry(tx, context, type, ticket, { action: 'write', reason: changes.join('_') || undefined });
    for (const turn of ['closed', 'reopened'])
      if (changes.includes(turn))
        await this.outbox.publish(tx, context, { type: `ticket.${turn}`, body: { ticket: ticket.id } });
  }

  async shown(tx: Transaction, context: RequestContext, ticket: Ticket): Promise<void> {
    await this.#entry(tx, context, 'ticket.shown', ticket, { action: 'read' });
  }

  async page(
    context: RequestContext,
    { cursor, limit, ...filter }: TicketQuery,
    list: (tx: Transaction, filter: TicketFilter) => Promise<ListedTicket[]>,
  ): Promise<Page<Ticket>> {
    const name = `tickets ${JSON.stringify(filter)}`;
    const [createdAt, id] = cursor === undefined ? [] : this.cursors.decode(name, cursor);
    const before = createdAt === undefined ? undefined : { createdAt: String(createdAt), id: String(id) };
    return this.database.transaction(context, async (tx) => {
      const rows = await list(tx, { ...filter, before, limit: limit + 1 });
      await this.#entry(tx, context, 'ticket.listed', null, { action: 'read' });
      return this.cursors.page(
        name,
        rows,
        limit,
        (row) => [row.createdAtText, row.id],
        (row) => row,
      );
    });
  }

  async #entry(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: AuditType,
    ticket: Ticket | null,
    { action, reason }: { action: 'read' | 'write'; reason?: string },
  ): Promise<void> {
    await this.audit.record(tx, {
      type,
      actor,
      origin,
      role: this.access.role(actor, action, 'Ticket'),
      subject: ticket?.subjectId ?? undefined,
      ticket: ticket === null ? undefined : { system: ticket.system, id: ticket.externalId },
      purpose: ticket?.purpose,
      decision: 'allow',
      reason,
    });
  }
}
