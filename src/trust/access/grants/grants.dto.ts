import { Type } from 'class-transformer';
import {
  IsDate,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsId, type Page, PageQuery } from '../../../platform/http';
import { type Rendition, renditions } from '../opening';
import { type Grant, type GrantState, grantStates } from './grant';
import type { GrantQuery, GrantTerms } from './grant.service';

const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

export class TicketReferenceDto {
  /** A helpdesk system, e.g. `own` or `zendesk`. */
  @Matches(/^[a-z]{2,20}$/) system: string;
  /** The ticket's id in that system. */
  @IsString() @Length(1, 128) @Matches(printable) id: string;
}

/** Asks for a grant for oneself (without `actor`), or gives one to somebody else. */
export class PostGrantDto {
  @IsOptional() @IsUUID() @IsId() actor?: string;
  /** One item; without it the grant covers the items of the ticket. */
  @IsOptional() @IsUUID() @IsId() media?: string;
  /** The ticket under which it is opened. */
  @IsDefined() @ValidateNested() @Type(() => TicketReferenceDto) ticket: TicketReferenceDto;
  @Matches(/^[a-z][a-z0-9_]{1,47}$/) purpose: string;
  @IsIn(renditions) rendition: Rendition;
  /** At most 72 hours from now. */
  @IsDate() @Type(() => Date) expiresAt: Date;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) maxViews?: number;
  /** Why, in words; names nobody. */
  @IsOptional() @IsString() @MaxLength(300) @Matches(printable) reason?: string;
}

export class DecideGrantDto {
  @IsIn(['give', 'refuse']) decision: 'give' | 'refuse' = 'give';
}

export class ListGrantsDto extends PageQuery {
  @IsOptional() @IsUUID() @IsId() actor?: string;
  @IsOptional() @IsUUID() @IsId() media?: string;
  @IsOptional() @Matches(/^[a-z]{2,20}$/) system?: string;
  @IsOptional() @IsString() @Length(1, 128) @Matches(printable) ticket?: string;
  @IsOptional() @IsIn(grantStates) state?: GrantState;
}

export class GrantDto {
  id: string;
  actor: string;
  media: string | null;
  ticket: TicketReferenceDto;
  purpose: string;
  rendition: Rendition;
  reason: string | null;
  notBefore: Date;
  expiresAt: Date;
  maxViews: number | null;
  viewsUsed: number;
  state: GrantState;
  /** Whether it rests because its ticket is closed. */
  suspended: boolean;
  /** Whether opening under an assigned ticket made it. */
  auto: boolean;
  askedBy: string;
  askedAt: Date;
  givenBy: string | null;
  givenAt: Date | null;
  endedBy: string | null;
  endedAt: Date | null;

  static of(grant: Grant): GrantDto {
    return Object.assign(new GrantDto(), {
      id: grant.id,
      actor: grant.actorId,
      media: grant.mediaId,
      ticket: { system: grant.ticketSystem, id: grant.ticketId },
      purpose: grant.purpose,
      rendition: grant.rendition,
      reason: grant.reason,
      notBefore: grant.notBefore,
      expiresAt: grant.expiresAt,
      maxViews: grant.maxViews,
      viewsUsed: grant.viewsUsed,
      state: grant.state,
      suspended: grant.suspendedAt !== null,
      auto: grant.auto,
      askedBy: grant.askedBy,
      askedAt: grant.askedAt,
      givenBy: grant.givenBy,
      givenAt: grant.givenAt,
      endedBy: grant.endedBy,
      endedAt: grant.endedAt,
    });
  }
}

export class GrantPageDto {
  items: GrantDto[];
  next: string | null;

  static of({ items, next }: Page<Grant>): GrantPageDto {
    return Object.assign(new GrantPageDto(), { items: items.map((grant) => GrantDto.of(grant)), next });
  }
}

export function termsFrom(dto: PostGrantDto): GrantTerms {
  const { media, ticket, purpose, rendition, expiresAt, maxViews, reason } = dto;
  const { system, id } = ticket;
  return {
    mediaId: media ?? null,
    ticket: { system, id },
    purpose,
    rendition,
    expiresAt,
    maxViews: maxViews ?? null,
    reason: reason ?? null,
  };
}

export function queryFrom({ actor, media, system, ticket, state, cursor, limit }: ListGrantsDto): GrantQuery {
  return {
    actorId: actor,
    mediaId: media,
    ticket: system === undefined || ticket === undefined ? undefined : { system, id: ticket },
    state,
    cursor,
    limit,
  };
}
