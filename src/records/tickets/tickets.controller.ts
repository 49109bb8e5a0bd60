import { Body, Controller, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, type Page, PageQuery } from '../../platform/http';
import type { EntryView } from '../../trust/audit';
import { TicketEntries } from './ticket-entries';
import { Tickets } from './ticket.service';
import {
  answerTicket,
  ListTicketsDto,
  PutTicketDto,
  queryFrom,
  referenceFrom,
  TicketDto,
  TicketPageDto,
  TicketPath,
  wordFrom,
} from './tickets.dto';

@Controller('v1/tickets')
export class TicketsController {
  constructor(
    private readonly tickets: Tickets,
    private readonly log: TicketEntries,
  ) {}

  @Get()
  @Can('read', 'Ticket')
  @Audited('ticket.listed')
  async list(@Context() context: RequestContext, @Query() query: ListTicketsDto): Promise<TicketPageDto> {
    return TicketPageDto.of(await this.tickets.list(context, queryFrom(query)));
  }

  /** Takes a helpdesk's word for a ticket; a change needs `If-Match`. */
  @Put(':system/:id')
  @Can('write', 'Ticket')
  @Audited('ticket.changed')
  async put(
    @Context() context: RequestContext,
    @Param() path: TicketPath,
    @Body() body: PutTicketDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TicketDto | undefined> {
    const { ticket, created } = await this.tickets.put(context, referenceFrom(path), wordFrom(body), ifMatch);
    return answerTicket(response, ticket, { created });
  }

  @Get(':system/:id')
  @Can('read', 'Ticket')
  @Audited('ticket.shown')
  async get(
    @Context() context: RequestContext,
    @Param() path: TicketPath,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TicketDto | undefined> {
    return answerTicket(response, await this.tickets.get(context, referenceFrom(path)), { ifNoneMatch });
  }

  @Get(':system/:id/entries')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  async entries(
    @Context() context: RequestContext,
    @Param() path: TicketPath,
    @Query() query: PageQuery,
  ): Promise<Page<EntryView>> {
    return this.log.list(context, referenceFrom(path), query);
  }
}
