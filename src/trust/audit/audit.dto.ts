import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { IsId, PageQuery } from '../../platform/http';
import { auditTypes } from './event-types';
import { InvalidQuery } from './audit.errors';
import type { EntryQuery } from './reading/page.repository';
import { parseQuery } from './search/parse-query';
import { type Comparison, type Query, type Term, term, type ValueName } from './search/query';
import { atInstant, parseTime } from './search/time';

/** Filters of the log; every one narrows. */
export class EntryFilters extends PageQuery {
  @ApiPropertyOptional({
    description:
      'A search, e.g. `type:media.read.open actor:ID,ID -purpose:kyc_review at:2026-11-01..2026-11-08`. docs/searching.md has the grammar.',
  })
  @IsOptional()
  @IsString()
  q?: string;

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
}

/** The filters as a query for the first page: plain parameters are terms like those of `q`. */
export function toEntryQuery(filters: EntryFilters): EntryQuery {
  return { terms: toTerms(filters), limit: filters.limit };
}

const plainTerms = [
  'actor',
  'subject',
  'media',
  'ticket',
  'type',
  'operation',
  'class',
  'decision',
  'purpose',
] as const satisfies readonly ValueName[];

function toTerms(filters: EntryFilters): Query {
  const plain = plainTerms.flatMap((name): Term[] => {
    const value = filters[name];
    return value === undefined ? [] : [term(name, value)];
  });
  return [
    ...parseQuery(filters.q ?? ''),
    ...plain,
    ...timeTerm('>=', '/from', filters.from),
    ...timeTerm('<', '/to', filters.to),
  ];
}

function timeTerm(compare: Comparison, pointer: string, text: string | undefined): Term[] {
  if (text === undefined) return [];
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || parseTime(at.toISOString()) === null)
    throw new InvalidQuery('invalid_time', 0, pointer);
  return [{ name: 'at', not: false, is: { compare, time: atInstant(at) } }];
}
