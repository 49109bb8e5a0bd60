import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { IsId } from '../../../platform/http';
import { auditTypes, type Completeness, type EvidenceQuery } from '../../../trust/audit';
import { type Content, contents, earliest, type EvidenceRequest } from '../bundle/claim';
import { type Artefact, artefactKinds, artefactPath, artefactStates, keptDays } from './artefact';

const code = /^[a-z0-9_]{1,64}$/;

export class TicketNameDto {
  @Matches(/^[a-z0-9][a-z0-9_.:-]{0,63}$/) system: string;
  @Matches(/^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u) id: string;
}

/** What evidence is about: every member narrows. */
export class EvidenceQueryDto {
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() actor?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() subject?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() media?: string;
  @ApiPropertyOptional() @IsOptional() @ValidateNested() @Type(() => TicketNameDto) ticket?: TicketNameDto;
  @ApiPropertyOptional() @IsOptional() @IsIn(Object.keys(auditTypes)) type?: string;
  @ApiPropertyOptional() @IsOptional() @IsIn(['read', 'change', 'refusal', 'session', 'system']) operation?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(code) class?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(code) purpose?: string;
  @ApiPropertyOptional() @IsOptional() @IsIn(['allow', 'deny', 'error']) decision?: string;
}

class EvidenceOrderDto {
  @ApiPropertyOptional({ description: 'Sealed at this time or later; the beginning of the log where it is absent.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ description: 'Sealed before this time; now where it is absent.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional() @IsOptional() @ValidateNested() @Type(() => EvidenceQueryDto) query?: EvidenceQueryDto;

  @ApiPropertyOptional({ description: 'Whether it shows that nothing was left out.', default: 'all' })
  @IsOptional()
  @IsIn(['all', 'selection'])
  completeness?: Completeness;

  @ApiPropertyOptional({ description: 'Days after which it is removed.', default: keptDays.usual })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(keptDays.most)
  keptDays?: number;
}

export class PostBundleDto extends EvidenceOrderDto {
  @ApiPropertyOptional({
    description: 'What it says of the items: nothing, hashes, or their bytes.',
    default: 'hashes',
  })
  @IsOptional()
  @IsIn(contents)
  content?: Content;

  @ApiPropertyOptional({ description: 'Under which ticket the bytes are opened.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => TicketNameDto)
  ticket?: TicketNameDto;

  @ApiPropertyOptional({ description: 'For which purpose the bytes are opened.' })
  @IsOptional()
  @Matches(code)
  purpose?: string;
}

export class PostReportDto extends EvidenceOrderDto {
  @ApiPropertyOptional({ default: 'pdf' }) @IsOptional() @IsIn(['pdf', 'json']) format?: 'pdf' | 'json';
}

export class GiveEvidenceDto {
  @IsUUID() @IsId() actor: string;
  @IsISO8601({ strict: true }) until: string;
}

/** A bundle, report or answer as the API shows it. */
export class EvidenceDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: artefactKinds }) kind: Artefact['kind'];
  @ApiProperty({ enum: ['zip', 'json', 'pdf'] }) format: Artefact['format'];
  @ApiProperty({ enum: artefactStates, enumName: 'EvidenceState' }) state: Artefact['state'];
  @ApiProperty({ format: 'uuid' }) requestedBy: string;
  @ApiProperty({ type: Object }) request: EvidenceRequest;
  @ApiProperty({ type: Number, nullable: true, description: 'Entries that it shows.' }) entries: number | null;
  @ApiProperty({ type: Number, nullable: true }) bytes: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Where it is downloaded; each download is an entry.' })
  contentPath: string | null;
  @ApiProperty({ format: 'date-time' }) madeAt: Date;
  @ApiProperty({ format: 'date-time' }) expiresAt: Date;

  static of(artefact: Artefact): EvidenceDto {
    const { id, kind, format, state, requestedBy, request, entries, length: bytes, madeAt, expiresAt } = artefact;
    const contentPath = state === 'ready' ? `${artefactPath[kind]}/${id}/content` : null;
    return { id, kind, format, state, requestedBy, request, entries, bytes, contentPath, madeAt, expiresAt };
  }
}

export class EvidencePageDto {
  @ApiProperty({ type: [EvidenceDto] }) items: EvidenceDto[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;

  static of({ items, next }: { items: Artefact[]; next: string | null }): EvidencePageDto {
    return { items: items.map((artefact) => EvidenceDto.of(artefact)), next };
  }
}

/** The request of a bundle; `now` ends a period that nobody ended. */
export function bundleRequest(dto: PostBundleDto, now: Date): EvidenceRequest {
  const { ticket, purpose } = dto;
  const opening =
    ticket === undefined || purpose === undefined
      ? {}
      : { opening: { ticket: { system: ticket.system, id: ticket.id }, purpose } };
  return { ...reportRequest(dto, now), content: dto.content ?? 'hashes', ...opening };
}

export function reportRequest(dto: EvidenceOrderDto, now: Date): EvidenceRequest {
  return {
    completeness: dto.completeness ?? 'all',
    period: { from: instant(dto.from ?? earliest), to: instant(dto.to ?? now.toISOString()) },
    query: queryOf(dto.query),
    content: 'none',
  };
}

function queryOf(dto: EvidenceQueryDto = {}): EvidenceQuery {
  const { actor, subject, media, ticket, type, operation, class: name, purpose, decision } = dto;
  const named = ticket === undefined ? undefined : { sys: ticket.system, id: ticket.id };
  const terms = { actor, subject, media, ticket: named, type, operation, class: name, purpose, decision };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
