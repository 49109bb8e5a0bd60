import { Type } from 'class-transformer';
import {
  IsDate,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxDate,
  MinDate,
  ValidateNested,
} from 'class-validator';
import { IsId, type Page, PageQuery } from '../../platform/http';
import { type Disclosure, disclosures } from '../../platform/settings';
import { type QuarantineReason } from './inspection/release';
import { type MediaState } from './media';
import type { MediaQuery } from './facts/media-list';
import type { ShownMedia } from './facts/names';
import type { Opened } from './opening/openings';

const code = /^[a-z][a-z0-9_]{1,47}$/;
const states = ['quarantined', 'available', 'destroyed'] as const satisfies MediaState[];
/** What PostgreSQL and people call a date. */
const [earliest, latest] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];
const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** A helpdesk's ticket. */
export class MediaTicketDto {
  /** A helpdesk system, e.g. `own` or `zendesk`. */
  @Matches(/^[a-z]{2,20}$/) system: string;
  /** The ticket's id in that system. */
  @IsString() @Length(1, 128) @Matches(printable) id: string;
}

/** A media item as the caller may see it. */
export class MediaDto {
  id: string;
  /** Document class; `unknown` until somebody has classified it. */
  class: string;
  /** Whether its class belongs to know-your-customer work. */
  kyc: boolean;
  /** Whether its existence is kept from the person: `tipping_off` (money laundering) or `state_secret`. */
  disclosure: Disclosure;
  state: MediaState;
  /** The ticket it came in under. */
  ticket: MediaTicketDto | null;
  /** Every ticket it hangs on, the first one first. */
  tickets: MediaTicketDto[];
  /** Pseudonym of the person it is about. */
  subject: string;
  purpose: string;
  jurisdiction: string | null;
  legalBasis: string | null;
  /** As sniffed from the content; null where nobody knows it. */
  contentType: string | null;
  length: number;
  /** SHA-256 of the content, hex; null for callers who see items pseudonymously. */
  sha256: string | null;
  /** Null where it has none, and for callers who see items pseudonymously. */
  fileName: string | null;
  receivedAt: Date;
  channel: string;
  releasedAt: Date | null;
  /** Where it was destroyed, the certificate that proves it. */
  certificate: string | null;
  /** Nothing has looked for malware or active content yet. */
  inspection: 'not_scanned';
  /** There are no masked renditions yet: what opens is the original. */
  rendition: 'not_masked';
  quarantineReasons: QuarantineReason[];
  /** Kept and not used (GDPR Art 18): it opens for few purposes alone. */
  restricted: boolean;

  static of({ row, names }: ShownMedia): MediaDto {
    const tickets = row.tickets.map(({ system, externalId: id }) => ({ system, id }));
    return Object.assign(new MediaDto(), {
      id: row.id,
      class: row.class,
      kyc: row.kyc,
      disclosure: row.disclosure,
      state: row.state,
      ticket: tickets[0] ?? null,
      tickets,
      subject: row.subjectId,
      purpose: row.purpose,
      jurisdiction: row.jurisdiction,
      legalBasis: row.legalBasis,
      contentType: row.contentType,
      length: row.length,
      sha256: names?.sha256 ?? null,
      fileName: names?.fileName ?? null,
      receivedAt: row.receivedAt,
      channel: row.channel,
      releasedAt: row.releasedAt,
      certificate: row.certificateId,
      inspection: 'not_scanned' as const,
      rendition: 'not_masked' as const,
      quarantineReasons: [...row.quarantineReasons],
      restricted: row.restricted,
    });
  }
}

export class MediaPageDto {
  items: MediaDto[];
  /** Give it as `cursor` for the next page; null on the last one. */
  next: string | null;

  static of(page: Page<ShownMedia>): MediaPageDto {
    return Object.assign(new MediaPageDto(), { items: page.items.map((shown) => MediaDto.of(shown)), next: page.next });
  }
}

/** Filters of the list; every one narrows. */
export class ListMediaDto extends PageQuery {
  /** `system/id`, for example `zendesk/35436`. */
  @IsOptional() @Matches(/^[a-z]{2,20}\/[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u) ticket?: string;
  @IsOptional() @IsUUID() @IsId() subject?: string;
  @IsOptional() @Matches(code) class?: string;
  @IsOptional() @IsIn(states) state?: (typeof states)[number];
  /** Received at this time or later. */
  @IsOptional() @IsDate() @MinDate(earliest) @MaxDate(latest) @Type(() => Date) from?: Date;
  /** Received before this time. */
  @IsOptional() @IsDate() @MinDate(earliest) @MaxDate(latest) @Type(() => Date) to?: Date;
}

export function queryFrom({ ticket, subject, ...query }: ListMediaDto): MediaQuery {
  const slash = ticket?.indexOf('/') ?? -1;
  return {
    ...query,
    subjectId: subject,
    ticket: ticket === undefined ? undefined : { system: ticket.slice(0, slash), id: ticket.slice(slash + 1) },
  };
}

/** Facts that an item lacks, or that were wrong. What is not given stays. */
export class CompleteFactsDto {
  @IsOptional() @Matches(code) class?: string;
  @IsOptional() @Matches(code) purpose?: string;
  @IsOptional() @Matches(/^[A-Z]{2}(-[A-Z0-9]{2,8})?$/) jurisdiction?: string;
  @IsOptional() @Matches(code) legalBasis?: string;
}

export class DisclosureDto {
  @IsIn(disclosures) disclosure: Disclosure;
}

export class OpenViewDto {
  /** The ticket under which it is opened. */
  @IsDefined() @ValidateNested() @Type(() => MediaTicketDto) ticket: MediaTicketDto;
  @Matches(code) purpose: string;
  /** Until renditions are built there is only the original. */
  @IsOptional() @IsIn(['original']) rendition?: 'original';
}

export class ViewContentDto {
  type: string;
  length: number;
}

export class ViewDto {
  id: string;
  /** Number of the log entry that stands for this opening. */
  entry: number;
  expiresAt: Date;
  content: ViewContentDto;

  static of({ licence, media }: Opened): ViewDto {
    const { id, entry, expiresAt } = licence.facts;
    const content = { type: media.contentType ?? 'application/octet-stream', length: media.length };
    return Object.assign(new ViewDto(), { id, entry, expiresAt, content });
  }
}

/** The facts of a multipart intake: its first part `facts`, a JSON object. */
export class IntakeFactsDto {
  ticket: MediaTicketDto;
  subject?: string;
  class?: string;
  purpose?: string;
  jurisdiction?: string;
  legalBasis?: string;
  /** The id of the message or attachment: what was destroyed does not come in again. */
  source?: string;
}
