import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { IsId } from '../../platform/http';
import { auditTypes } from './event-types';
import type { EntryQuery } from './reading/log.repository';

/** Filters of the log; every one narrows. */
export class EntryFilters {
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() actor?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() subject?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() media?: string;

  @ApiPropertyOptional({ description: 'system/id, for example zendesk/35436' })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9_.:-]{0,63}\/[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u)
  ticket?: string;

  @ApiPropertyOptional() @IsOptional() @IsIn(Object.keys(auditTypes)) type?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsIn(['read', 'change', 'refusal', 'session', 'system'])
  operation?: string;

  @ApiPropertyOptional() @IsOptional() @Matches(/^[a-z0-9_]{1,64}$/) class?: string;
  @ApiPropertyOptional() @IsOptional() @IsIn(['allow', 'deny', 'error']) decision?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(/^[a-z0-9_]{1,64}$/) purpose?: string;

  @ApiPropertyOptional({ description: 'Occurred at this time or later.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ description: 'Occurred before this time.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(512) cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** The filters as a query for the first page. */
export function toEntryQuery(filters: EntryFilters): EntryQuery {
  const { actor, subject, media, type, operation, decision, purpose, ticket, from, to } = filters;
  const slash = ticket?.indexOf('/') ?? -1;
  return {
    ...{ actor, subject, media, type, operation, decision, purpose, class: filters.class },
    ticket: ticket === undefined ? undefined : { system: ticket.slice(0, slash), id: ticket.slice(slash + 1) },
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    limit: filters.limit ?? 50,
  };
}
