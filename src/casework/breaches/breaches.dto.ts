import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { type Page, PageQuery } from '../../platform/http';
import {
  type Breach,
  type BreachFile,
  type BreachKind,
  breachKinds,
  type BreachState,
  breachStates,
  capacities,
  type Capacity,
  type Risk,
  risks,
  type SectorLaw,
  sectorLaws,
} from './breach';
import type { BreachReport, BreachView, WholeBreach } from './breach-register.service';
import type { Assessment, GivenNotice } from './breach-steps.service';
import type { KeptNotice } from './breach.repository';
import {
  breachDuties,
  type BreachDuty,
  fittingGrounds,
  noticeStates,
  type NoticeState,
  type WaiverGround,
  waiverGrounds,
} from './duties';
import { factNames } from './notices/facts';
import { type NoticeLanguage, noticeLanguages } from './notices/person-notice';

const nullableDate = { format: 'date-time', nullable: true, type: String } as const;
const nullableText = { nullable: true, type: String } as const;
const place = /^[A-Z]{2}(-[A-Z0-9]{2,8})?$/;

class BreachFactsDto {
  @ApiProperty({ enum: breachKinds, isArray: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(breachKinds, { each: true })
  kinds: BreachKind[];
  @ApiProperty({ type: [String], description: 'Where the persons are: these bring in the laws and their clocks.' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(place, { each: true })
  jurisdictions: string[];
  @ApiPropertyOptional({ enum: sectorLaws, isArray: true, description: 'Laws that bind the organisation besides.' })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(sectorLaws, { each: true })
  sectorLaws?: SectorLaw[];
  @ApiPropertyOptional({ format: 'date-time' }) @IsOptional() @Type(() => Date) @IsDate() occurredFrom?: Date;
  @ApiPropertyOptional({ format: 'date-time' }) @IsOptional() @Type(() => Date) @IsDate() occurredTo?: Date;
  @ApiProperty({ description: 'What happened, in plain words. Texts are sealed in the breach’s own file.' })
  @IsString()
  @Length(1, 20_000)
  summary: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(20_000) consequences?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(20_000) measures?: string;
  @ApiPropertyOptional({ description: 'What the persons can do themselves.' })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  safetySteps?: string;
  @ApiPropertyOptional({ description: 'What was found about how it came about.' })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  cause?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(20_000) systems?: string;
}

export class PostBreachDto extends BreachFactsDto {
  @ApiProperty({ enum: capacities }) @IsIn(capacities) capacity: Capacity;
  @ApiPropertyOptional({ format: 'date-time', description: 'When the organisation knew; now without it.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  awareAt?: Date;

  static report(body: PostBreachDto): BreachReport {
    const { capacity, awareAt } = body;
    return { ...factsOfBody(body), capacity, awareAt, file: fileOf(body, null) };
  }
}

export class AssessmentDto extends BreachFactsDto {
  @ApiProperty({ enum: risks, description: 'To the persons. `high` starts the clocks of telling them.' })
  @IsIn(risks)
  risk: Risk;
  @ApiProperty({ description: 'Whether whoever has the data cannot read them.' }) @IsBoolean() unintelligible: boolean;
  @ApiProperty({ description: 'Why the risk is judged so (GDPR Art 33(5)).' })
  @IsString()
  @Length(1, 20_000)
  assessment: string;

  static assessment(body: AssessmentDto): Assessment {
    const { risk, unintelligible, assessment } = body;
    return { ...factsOfBody(body), risk, unintelligible, file: fileOf(body, assessment) };
  }
}

function factsOfBody(body: BreachFactsDto): Omit<BreachReport, 'capacity' | 'file' | 'awareAt'> {
  const { kinds, jurisdictions, sectorLaws: laws = [], occurredFrom = null, occurredTo = null } = body;
  return { kinds, jurisdictions, sectorLaws: laws, occurredFrom, occurredTo };
}

function fileOf(body: BreachFactsDto, assessment: string | null): BreachFile {
  const { summary, consequences = null, measures = null, safetySteps = null, cause = null, systems = null } = body;
  return { summary, consequences, measures, safetySteps, cause, systems, assessment };
}

export class ListBreachesDto extends PageQuery {
  @ApiPropertyOptional({ enum: breachStates }) @IsOptional() @IsIn(breachStates) state?: BreachState;
  @ApiPropertyOptional({ enum: risks }) @IsOptional() @IsIn(risks) risk?: Risk;
  @ApiPropertyOptional({ enum: ['overdue'], description: 'Those with a notice past its time.' })
  @IsOptional()
  @IsIn(['overdue'])
  queue?: 'overdue';
}

export class DraftDto {
  @ApiPropertyOptional({ enum: noticeLanguages, description: 'Of a letter to persons; English without it.' })
  @IsOptional()
  @IsIn(noticeLanguages)
  language?: NoticeLanguage;
  @ApiProperty({ description: 'Where more can be learned about the breach.' })
  @IsString()
  @Length(1, 300)
  contact: string;
}

export class NoticeDraftDto {
  @ApiProperty() text: string;
  @ApiProperty({ enum: factNames, isArray: true, description: 'What is still to be found out for it.' })
  missing: readonly string[];
}

export class GivenNoticeDto {
  @ApiProperty({ description: 'As it was sent; sealed in the breach’s own file.' })
  @IsString()
  @Length(1, 50_000)
  text: string;
  @ApiPropertyOptional({ description: 'What the authority calls it.' })
  @IsOptional()
  @IsString()
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ./_-]{0,99}$/u)
  reference?: string;
  @ApiPropertyOptional({ description: 'Why it is late; asked for where it is.' })
  @IsOptional()
  @IsString()
  @MaxLength(5_000)
  lateReason?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Now without it.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  givenAt?: Date;

  static notice(code: string, body: GivenNoticeDto): GivenNotice {
    const { text, reference = null, lateReason = null, givenAt } = body;
    return { code, text, reference, lateReason, givenAt };
  }
}

export class WaiverDto {
  @ApiProperty({ enum: waiverGrounds }) @IsIn(waiverGrounds) ground: WaiverGround;
}

export class ClosingDto {
  @ApiProperty({ description: 'What was learned, and changed.' }) @IsString() @Length(1, 20_000) lessons: string;
}

class WaivedDto {
  @ApiProperty({ enum: waiverGrounds }) ground: WaiverGround;
  @ApiProperty() provision: string;
  @ApiProperty({ format: 'uuid' }) approval: string;
}

class BreachNoticeDto {
  @ApiProperty({ description: 'Row of the clock register.' }) code: string;
  @ApiProperty() regime: string;
  @ApiProperty({ enum: breachDuties }) duty: BreachDuty;
  @ApiProperty({ format: 'date-time' }) startedAt: Date;
  @ApiProperty({ ...nullableDate, description: 'Null: without undue delay, the law names no day.' }) dueAt: Date | null;
  @ApiProperty({ enum: noticeStates }) state: NoticeState;
  @ApiProperty(nullableDate) givenAt: Date | null;
  @ApiProperty({ format: 'uuid', ...nullableText }) givenBy: string | null;
  @ApiProperty(nullableText) reference: string | null;
  @ApiProperty({ description: 'Whether it was given after its time.' }) late: boolean;
  @ApiProperty({ type: WaivedDto, nullable: true }) waived: WaivedDto | null;
  @ApiProperty({ enum: waiverGrounds, isArray: true, description: 'On which it may be left out, as assessed.' })
  grounds: WaiverGround[];

  static of(notice: KeptNotice, breach: Breach): BreachNoticeDto {
    return { ...notice, grounds: fittingGrounds(breach, notice) };
  }
}

export class BreachDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: breachStates }) state: BreachState;
  @ApiProperty({ enum: capacities }) capacity: Capacity;
  @ApiProperty({ enum: breachKinds, isArray: true }) kinds: readonly BreachKind[];
  @ApiProperty({ type: [String] }) jurisdictions: readonly string[];
  @ApiProperty({ enum: sectorLaws, isArray: true }) sectorLaws: readonly SectorLaw[];
  @ApiProperty(nullableDate) occurredFrom: Date | null;
  @ApiProperty(nullableDate) occurredTo: Date | null;
  @ApiProperty({ format: 'date-time' }) awareAt: Date;
  @ApiProperty({ format: 'date-time' }) recordedAt: Date;
  @ApiProperty({ format: 'uuid' }) recordedBy: string;
  @ApiProperty({ enum: risks, ...nullableText }) risk: Risk | null;
  @ApiProperty({ nullable: true, type: Boolean }) unintelligible: boolean | null;
  @ApiProperty(nullableDate) assessedAt: Date | null;
  @ApiProperty({ format: 'uuid', ...nullableText }) assessedBy: string | null;
  @ApiProperty(nullableDate) closedAt: Date | null;
  @ApiProperty({ format: 'uuid', ...nullableText }) closedBy: string | null;
  @ApiProperty({ ...nullableDate, description: 'The earliest notice that is due; the list is in its order.' })
  dueAt: Date | null;
  @ApiProperty({ type: [BreachNoticeDto] }) notices: readonly BreachNoticeDto[];

  static of(view: BreachView): BreachDto {
    const { notices, ...breach } = view;
    return { ...breach, notices: notices.map((notice) => BreachNoticeDto.of(notice, view)) };
  }
}

class BreachFileDto implements BreachFile {
  @ApiProperty() summary: string;
  @ApiProperty(nullableText) consequences: string | null;
  @ApiProperty(nullableText) measures: string | null;
  @ApiProperty(nullableText) safetySteps: string | null;
  @ApiProperty(nullableText) cause: string | null;
  @ApiProperty(nullableText) systems: string | null;
  @ApiProperty(nullableText) assessment: string | null;
}

export class WholeBreachDto extends BreachDto {
  @ApiProperty({ type: BreachFileDto, nullable: true, description: 'Null once the file’s key has ended.' })
  file: BreachFileDto | null;
  @ApiProperty(nullableText) lessons: string | null;

  static ofWhole({ file, lessons, ...view }: WholeBreach): WholeBreachDto {
    return Object.assign(new WholeBreachDto(), BreachDto.of(view), { file, lessons });
  }
}

export class BreachPageDto {
  @ApiProperty({ type: [BreachDto] }) items: BreachDto[];
  @ApiProperty(nullableText) next: string | null;

  static of({ items, next }: Page<BreachView>): BreachPageDto {
    return { items: items.map((view) => BreachDto.of(view)), next };
  }
}

export class NoticeFileDto {
  @ApiProperty() text: string;
  @ApiProperty(nullableText) lateReason: string | null;
}
