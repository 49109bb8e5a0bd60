export type { Ticket, TicketReference } from './ticket';
export { ticketPolicy } from './ticket.policy';
export { Tickets } from './ticket.service';
export { TicketsModule } from './tickets.module';
