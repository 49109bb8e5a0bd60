export { type Ticket, type TicketReference, type TicketStatus, type TicketSystem, ticketSystems } from './ticket';
export { ticketPolicy } from './ticket.policy';
export { Tickets } from './ticket.service';
export { TicketsModule } from './tickets.module';
