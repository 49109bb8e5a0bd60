import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { etagOf, type Page, requireMatch } from '../../platform/http';
import { POLICY_DATA, type PolicyData } from '../../platform/settings';
import { Access, Grants, TicketSource, UnknownPurpose } from '../../trust/access';
import { type AuditType, looksPersonal, PersonalTicketId } from '../../trust/audit';
import { changesBetween, endsAssignments, type Ticket, type TicketReference, type TicketWord } from './ticket';
import { type TicketQuery, TicketRecords } from './ticket-records';
import { TicketRepository } from './ticket.repository';

/** A ticket after a helpdesk's word, and whether the word made it. */
export interface PutTicket {
  readonly ticket: Ticket;
  readonly created: boolean;
}

/** Tickets: who works on what, for which purpose. Whatever is opened is opened under one. */
@Injectable()
export class Tickets implements OnModuleInit {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: TicketRepository,
    private readonly access: Access,
    private readonly grants: Grants,
    private readonly source: TicketSource,
    private readonly records: TicketRecords,
    @Inject(POLICY_DATA) private readonly policyData: PolicyData,
  ) {}

  /** Access decides by what the ticket says at that moment, and holds it still until it has decided. */
  onModuleInit(): void {
    this.source.register((tx, reference) => this.repository.systemHold(tx, reference, 'SHARE'));
  }

  /**
   * Takes a helpdesk's word for a ticket. A new one is made; a known one is changed only with `If-Match` (428, 412). The
   * same word again changes nothing. A closed ticket's grants rest; a former assignee's accesses end at once.
   */
  async put(
    context: RequestContext,
    reference: TicketReference,
    word: TicketWord,
    ifMatch?: string,
  ): Promise<PutTicket> {
    assertImpersonal(reference);
    if (!this.policyData.purposes.some(({ code }) => code === word.purpose)) throw new UnknownPurpose();
    return this.database.transaction(context, async (tx) => {
      const known = await this.repository.systemHold(tx, reference, 'UPDATE');
      if (known !== null) return this.#change(tx, context, { known, word, ifMatch });
      // Whoever names a state of a ticket that is not there has seen another one.
      if (ifMatch !== undefined) requireMatch(ifMatch, '');
      const made = await this.repository.add(tx, reference, word);
      if (made !== null) {
        await this.records.change(tx, context, made, 'ticket.created', []);
        return { ticket: made, created: true };
      }
      const first = await this.repository.systemHold(tx, reference, 'UPDATE');
      if (first === null) throw new Error('the ticket is gone');
      return this.#change(tx, context, { known: first, word, ifMatch });
    });
  }

  async get(context: RequestContext, reference: TicketReference): Promise<Ticket> {
    return this.reach(context, reference, 'ticket.shown', (tx, ticket) => this.records.shown(tx, context, ticket));
  }

  /** The ticket, where the actor may see it; absent and out of reach are one answer outside and two entries inside. */
  async reach(
    context: RequestContext,
    reference: TicketReference,
    type: AuditType,
    then: (tx: Transaction, ticket: Ticket) => Promise<void> = () => Promise.resolve(),
  ): Promise<Ticket> {
    assertImpersonal(reference);
    const scope = this.access.scope(context.actor, 'read', 'Ticket');
    const { ticket, exists } = await this.database.transaction(context, async (tx) => {
      const found = await this.repository.find(tx, reference, scope);
      if (found !== null) await then(tx, found);
      return { ticket: found, exists: found !== null || (await this.repository.systemFind(tx, reference)) !== null };
    });
    return ticket ?? this.access.notFound(context, { type, exists, ticket: reference });
  }

  async list(context: RequestContext, query: TicketQuery): Promise<Page<Ticket>> {
    return this.records.page(context, query, (tx, filter) =>
      this.repository.list(tx, filter, this.access.scope(context.actor, 'read', 'Ticket')),
    );
  }

  /** For use cases of other modules that decide and record by themselves. */
  async systemFind(tx: Transaction, reference: TicketReference): Promise<Ticket | null> {
    return this.repository.systemFind(tx, reference);
  }

  async #change(
    tx: Transaction,
    context: RequestContext,
    { known, word, ifMatch }: { known: Ticket; word: TicketWord; ifMatch: string | undefined },
  ): Promise<PutTicket> {
    const changes = changesBetween(known, word);
    if (changes.length > 0 || ifMatch !== undefined) requireMatch(ifMatch, etagOfTicket(known));
    if (changes.length === 0) {
      await this.records.shown(tx, context, known);
      return { ticket: known, created: false };
    }
    const ticket = await this.repository.change(tx, known, word);
    const reference = { system: ticket.system, id: ticket.externalId };
    if (endsAssignments(changes)) await this.grants.endAssignments(tx, context, reference, word);
    if (changes.includes('closed')) await this.grants.suspend(tx, reference);
    if (changes.includes('reopened')) await this.grants.resume(tx, reference);
    await this.records.change(tx, context, ticket, 'ticket.changed', changes);
    return { ticket, created: false };
  }
}

/** The strong ETag of a ticket's present state. */
export function etagOfTicket({ id, version }: Ticket): string {
  return etagOf(id, version);
}

/** Ticket ids stand in the log for ever. */
function assertImpersonal({ id }: TicketReference): void {
  if (looksPersonal(id)) throw new PersonalTicketId();
}
