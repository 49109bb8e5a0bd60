import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsDate,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Page, PageQuery } from '../../platform/http';
import type { Explanation } from './claims/why';
import type { NoticeDue } from './dispositions/notice.repository';
import type { DueItem } from './dispositions/disposition.repository';
import { DispositionRunDto } from './dispositions/dispositions.dto';
import type { Forecast, Rehearsal } from './dispositions/dispositions.service';
import { type RetentionState, retentionStates } from './rules/retention-state';

const date = { format: 'date-time', nullable: true, type: String } as const;

export class StatedEventDto {
  @ApiProperty({ description: 'A code of the closed list in GET /v1/retention/schedules.' })
  @Matches(/^[A-Z][A-Z0-9_]{1,47}$/)
  type: string;
  @ApiProperty({ format: 'date-time' }) @Type(() => Date) @IsDate() at: Date;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it came to be known; now where it is left out.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  knownAt?: Date;
}

export class StatedFactDto {
  @ApiProperty() @Matches(/^[a-z][a-z0-9_]{1,47}$/) code: string;
  @ApiProperty() @Matches(/^[a-z][a-z0-9_]{1,47}$/) value: string;
}

export class ItemFactsDto {
  @ApiPropertyOptional({ type: [StatedFactDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StatedFactDto)
  facts?: StatedFactDto[];
  @ApiPropertyOptional({ type: [StatedEventDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StatedEventDto)
  events?: StatedEventDto[];
}

export class SubjectFactsDto {
  @ApiProperty({ type: [StatedEventDto] })
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StatedEventDto)
  events: StatedEventDto[];
}

export class ListDueDto extends PageQuery {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: 3_660,
    description: 'Due within so many days; 0 is overdue. 30 without it.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(3_660)
  days?: number;
  @ApiPropertyOptional({
    example: '2027-01',
    description: 'Due in this month (UTC), as the forecast counts; then `days` says nothing.',
  })
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  month?: string;
}

export class RehearsalQueryDto {
  @ApiPropertyOptional({ minimum: 0, maximum: 366, description: 'By so many days from now; 30 without it.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(366)
  days?: number;
}

export class ForecastQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 120 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(120)
  months?: number;
}

export class ClaimDto {
  @ApiProperty({ description: 'Row of the schedule.' }) row: string;
  @ApiProperty() jurisdiction: string;
  @ApiProperty() regime: string;
  @ApiProperty() floor: boolean;
  @ApiProperty({ nullable: true, type: String, description: 'The law of its minimum.' }) minRef: string | null;
  @ApiProperty({ nullable: true, type: String }) maxReason: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'The event that it is counted from.' })
  trigger: string | null;
  @ApiProperty(date) triggerAt: Date | null;
  @ApiProperty({ nullable: true, type: String }) triggerSource: string | null;
  @ApiProperty({ nullable: true, enum: ['open', 'unknown'], type: String }) waiting: 'open' | 'unknown' | null;
  @ApiProperty(date) minUntil: Date | null;
  @ApiProperty(date) maxUntil: Date | null;
  @ApiProperty(date) endsAt: Date | null;
  @ApiProperty({ description: 'The claim in one sentence.' }) words: string;
}

export class RunningRestrictionDto {
  @ApiProperty() ground: string;
  @ApiProperty({ format: 'date-time' }) since: Date;
}

export class WhyDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ enum: retentionStates }) state: RetentionState;
  @ApiProperty({
    ...date,
    description:
      'From here on no minimum stands against its end: its intake where none ever did; null while one has not begun.',
  })
  deletableAt: Date | null;
  @ApiProperty(date) mustDeleteAt: Date | null;
  @ApiProperty(date) restrictAt: Date | null;
  @ApiProperty() review: boolean;
  @ApiProperty({ type: [String] }) unknownFacts: readonly string[];
  @ApiProperty({ description: 'How many legal holds cover it now.' }) holds: number;
  @ApiProperty({ type: [RunningRestrictionDto], description: 'Restrictions that somebody imposed.' })
  restrictions: readonly RunningRestrictionDto[];
  @ApiProperty({ description: 'Hash of the policy that it was worked out with.' }) policy: string;
  @ApiProperty({ type: [ClaimDto] }) claims: ClaimDto[];
  @ApiProperty({ type: [String] }) words: readonly string[];

  static of({ item, claims, holds, restrictions, words }: Explanation): WhyDto {
    return {
      media: item.media_id,
      state: item.state,
      deletableAt: item.deletable_at,
      mustDeleteAt: item.must_delete_at,
      restrictAt: item.restrict_at,
      review: item.review,
      unknownFacts: item.unknown_facts,
      holds,
      restrictions,
      policy: item.policy,
      claims: claims.map((claim) => ({
        row: claim.row_id,
        jurisdiction: claim.jurisdiction,
        regime: claim.regime,
        floor: claim.floor,
        minRef: claim.row?.minRef ?? null,
        maxReason: claim.row?.maxReason ?? null,
        trigger: claim.trigger_type,
        triggerAt: claim.trigger_at,
        triggerSource: claim.trigger_source,
        waiting: claim.waiting,
        minUntil: claim.min_until,
        maxUntil: claim.max_until,
        endsAt: claim.ends_at,
        words: claim.words,
      })),
      words,
    };
  }
}

export class ClaimsDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ description: 'Hash of the policy that they were worked out with.' }) policy: string;
  @ApiProperty({ type: [ClaimDto] }) claims: ClaimDto[];

  static of(explained: Explanation): ClaimsDto {
    const { media, policy, claims } = WhyDto.of(explained);
    return { media, policy, claims };
  }
}

export class SubjectWhyDto {
  @ApiProperty({ type: [WhyDto] }) items: WhyDto[];

  static of(explained: readonly Explanation[]): SubjectWhyDto {
    return { items: explained.map((one) => WhyDto.of(one)) };
  }
}

export class DueItemDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ format: 'uuid' }) subject: string;
  @ApiProperty() class: string;
  @ApiProperty({ enum: retentionStates }) state: RetentionState;
  @ApiProperty({ format: 'date-time' }) mustDeleteAt: Date;
  @ApiProperty({ type: [String], description: 'Rows of the schedule that kept it.' }) rows: readonly string[];
  @ApiProperty() policy: string;
  @ApiProperty({ description: 'Whether a person has to look at it first.' }) review: boolean;
  @ApiProperty() held: boolean;

  static of({
    media,
    subject,
    class: documentClass,
    state,
    mustDeleteAt,
    rows,
    policy,
    review,
    held,
  }: DueItem): DueItemDto {
    return { media, subject, class: documentClass, state, mustDeleteAt, rows, policy, review, held };
  }
}

export class DuePageDto {
  @ApiProperty({ type: [DueItemDto] }) items: DueItemDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<DueItem>): DuePageDto {
    return { items: items.map((item) => DueItemDto.of(item)), next };
  }
}

export class ForecastMonthDto {
  @ApiProperty({ example: '2027-01' }) month: string;
  @ApiProperty() items: number;
  @ApiProperty() review: number;
  @ApiProperty() held: number;
  @ApiProperty({ description: 'Those that a law’s minimum keeps to their last day.' }) keptByLaw: number;
}

export class ListNoticesDto extends PageQuery {
  @ApiPropertyOptional({ minimum: 0, maximum: 366, description: 'Due within so many days; 7 without it.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(366)
  days?: number;
}

export class NoteNoticesDto {
  @ApiProperty({ type: [String], format: 'uuid' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  media: string[];
  @ApiProperty({ format: 'date-time', description: 'When the person, or the owner, was told.' })
  @Type(() => Date)
  @IsDate()
  givenAt: Date;
}

export class NotedNoticesDto {
  @ApiProperty({ description: 'Items whose present end is announced by it.' }) items: number;
}

export class NoticeDueDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ format: 'uuid' }) subject: string;
  @ApiProperty() class: string;
  @ApiProperty({ format: 'date-time' }) mustDeleteAt: Date;
  @ApiProperty({ format: 'date-time' }) noticeBy: Date;
}

export class NoticePageDto {
  @ApiProperty({ type: [NoticeDueDto] }) items: readonly NoticeDueDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<NoticeDue>): NoticePageDto {
    const shown = items.map(({ media, subject, class: documentClass, mustDeleteAt, noticeBy }) => {
      return { media, subject, class: documentClass, mustDeleteAt, noticeBy };
    });
    return { items: shown, next };
  }
}

export class RehearsedClassDto {
  @ApiProperty() class: string;
  @ApiProperty({ description: 'Due, and kept by a hold.' }) held: number;
  @ApiProperty({ description: 'Due, and a person looks at them first.' }) review: number;
  @ApiProperty({ description: 'Due, and nothing stands against their end.' }) destroy: number;
}

export class RehearsalDto {
  @ApiProperty({ format: 'date-time' }) until: Date;
  @ApiProperty({ type: [RehearsedClassDto] }) classes: readonly RehearsedClassDto[];

  static of(rehearsal: Rehearsal): RehearsalDto {
    return { ...rehearsal };
  }
}

export class ForecastDto {
  @ApiProperty({ type: [ForecastMonthDto] }) months: readonly ForecastMonthDto[];
  @ApiProperty({ description: 'Items whose period has not begun.' }) waiting: number;
  @ApiProperty({ description: 'Items that lack a fact or a row.' }) unsettled: number;
  @ApiProperty({ nullable: true, type: DispositionRunDto }) lastRun: DispositionRunDto | null;
  @ApiProperty({ description: 'No run has come to its end for a day and a half.' }) runIsLate: boolean;

  static of(forecast: Forecast): ForecastDto {
    return { ...forecast };
  }
}
