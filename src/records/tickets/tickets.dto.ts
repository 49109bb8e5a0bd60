import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import type { Response } from 'express';
import { IsId, isNotModified, type Page, PageQuery } from '../../platform/http';
import {
  type Ticket,
  type TicketReference,
  type TicketStatus,
  ticketStatuses,
  type TicketSystem,
  ticketSystems,
  type TicketWord,
} from './ticket';
import type { TicketQuery } from './ticket-records';
import { etagOfTicket } from './ticket.service';

const purposeCode = /^[a-z][a-z0-9_]{1,47}$/;

export class TicketPath {
  @IsIn(ticketSystems) system: TicketSystem;
  @IsString() @Length(1, 128) @Matches(/^[^\p{C}\p{Zl}\p{Zp}]+$/u) id: string;
}

export class PutTicketDto {
  @IsIn(ticketStatuses) status: TicketStatus;
  /** The person who works on it; nobody where it is left out. */
  @IsOptional() @IsUUID() @IsId() assignee?: string | null;
  @Matches(purposeCode) purpose: string;
  @IsOptional() @IsUUID() @IsId() subject?: string | null;
}

export class ListTicketsDto extends PageQuery {
  @IsOptional() @IsIn(ticketSystems) system?: TicketSystem;
  @IsOptional() @IsIn(ticketStatuses) status?: TicketStatus;
  @IsOptional() @IsUUID() @IsId() assignee?: string;
  @IsOptional() @IsUUID() @IsId() subject?: string;
  @IsOptional() @Matches(purposeCode) purpose?: string;
}

export class TicketDto {
  system: string;
  id: string;
  status: TicketStatus;
  assignee: string | null;
  purpose: string;
  subject: string | null;
  createdAt: Date;
  changedAt: Date;

  static of(ticket: Ticket): TicketDto {
    const { system, externalId, status, assigneeId, purpose, subjectId, createdAt, changedAt } = ticket;
    const same = { system, id: externalId, status, purpose, createdAt, changedAt };
    return Object.assign(new TicketDto(), { ...same, assignee: assigneeId, subject: subjectId });
  }
}

export class TicketPageDto {
  items: TicketDto[];
  next: string | null;

  static of({ items, next }: Page<Ticket>): TicketPageDto {
    return Object.assign(new TicketPageDto(), { items: items.map((ticket) => TicketDto.of(ticket)), next });
  }
}

/** Answers with a ticket and its ETag: 201 where it was made, 304 where the caller has this very state. */
export function answerTicket(
  response: Response,
  ticket: Ticket,
  { created = false, ifNoneMatch }: { created?: boolean; ifNoneMatch?: string } = {},
): TicketDto | undefined {
  const etag = etagOfTicket(ticket);
  response.setHeader('ETag', etag);
  if (created) response.status(201);
  if (!isNotModified(ifNoneMatch, etag)) return TicketDto.of(ticket);
  response.status(304);
  return undefined;
}

export function referenceFrom({ system, id }: TicketPath): TicketReference {
  return { system, id };
}

export function wordFrom({ status, assignee, purpose, subject }: PutTicketDto): TicketWord {
  return { status, assigneeId: assignee ?? null, purpose, subjectId: subject ?? null };
}

export function queryFrom({ system, status, assignee, subject, purpose, cursor, limit }: ListTicketsDto): TicketQuery {
  return { system, status, assigneeId: assignee, subjectId: subject, purpose, cursor, limit };
}
