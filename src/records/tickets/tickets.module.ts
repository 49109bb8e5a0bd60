import { Module } from '@nestjs/common';
import { PolicyRegistry } from '../../trust/access';
import { TicketEntries } from './ticket-entries';
import { ticketPolicy } from './ticket.policy';
import { TicketRecords } from './ticket-records';
import { TicketRepository } from './ticket.repository';
import { Tickets } from './ticket.service';
import { TicketsController } from './tickets.controller';

@Module({
  controllers: [TicketsController],
  providers: [TicketRepository, TicketRecords, Tickets, TicketEntries],
  exports: [Tickets],
})
export class TicketsModule {
  constructor(policies: PolicyRegistry) {
    policies.add(ticketPolicy);
  }
}
