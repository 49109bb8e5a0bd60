import { newId, systemClock } from '../../../src/kernel';
import { Cursors } from '../../../src/platform/http';
import { Outbox } from '../../../src/platform/jobs';
import { AuditLog, QueryPlaces } from '../../../src/trust/audit';
import { TicketSource } from '../../../src/trust/access';
import { type Ticket, ticketPolicy, Tickets } from '../../../src/records/tickets';
import { TicketEntries } from '../../../src/records/tickets/ticket-entries';
import { TicketRecords } from '../../../src/records/tickets/ticket-records';
import type { TicketWord } from '../../../src/records/tickets/ticket';
import { TicketRepository } from '../../../src/records/tickets/ticket.repository';
import { type AccessAtWork, accessAtWork, policyData } from '../access/access-at-work';

/** Tickets on a real database, with the real access behind them. */
export interface TicketsAtWork extends AccessAtWork {
  readonly service: Tickets;
  readonly entriesOf: TicketEntries;
}

export async function ticketsAtWork(): Promise<TicketsAtWork> {
  const source = new TicketSource();
  const work = await accessAtWork({}, source, [ticketPolicy]);
  const { vault } = work.log.databases;
  const cursors = new Cursors(vault);
  await cursors.onModuleInit();
  const repository = new TicketRepository();
  const records = new TicketRecords(vault, work.access, work.log.audit, new Outbox(systemClock), cursors);
  const service = new Tickets(vault, repository, work.access, work.grants, source, records, policyData);
  service.onModuleInit();
  const log = new AuditLog(
    vault,
    work.log.audit,
    work.log.parts,
    new QueryPlaces(work.log.audit, work.log.parts, systemClock),
  );
  return { ...work, service, entriesOf: new TicketEntries(service, log, cursors) };
}

export function word(change: Partial<TicketWord> = {}): TicketWord {
  return { status: 'open', assigneeId: null, purpose: 'support', subjectId: null, ...change };
}

export function reference(system = 'own'): { system: string; id: string } {
  return { system, id: `T-${newId().slice(0, 8)}` };
}

export type { Ticket };
