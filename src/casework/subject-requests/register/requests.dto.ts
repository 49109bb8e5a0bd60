import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { pauseReasons } from '../../../lifecycle/clocks';
import { type RequestRegime, requestRegimes } from '../../../lifecycle/retention';
import { IsId, type Page, PageQuery } from '../../../platform/http';
import { type Duty, duties } from '../steps/duties';
import { RequestDestructionDto } from '../execution/execution.dto';
import type { Intake } from './request-register.service';
import type { ClockView, RequestView, WholeRequest } from './request-views';
import {
  allMeans,
  type IdentityMeans,
  type RefusalGround,
  refusalGrounds,
  type RequestChannel,
  requestChannels,
  type RequestOutcome,
  requestOutcomes,
  type RequestState,
  requestStates,
  type RequestType,
  requestTypes,
} from '../request';

const languages = ['en', 'de', 'hi'] as const;
type Language = (typeof languages)[number];
const date = { format: 'date-time', nullable: true, type: String } as const;
const id = { format: 'uuid', nullable: true, type: String } as const;

export class PostRequestDto {
  @ApiProperty({ enum: requestTypes }) @IsIn(requestTypes) type: RequestType;
  @ApiProperty({ enum: requestRegimes }) @IsIn(requestRegimes) regime: RequestRegime;
  @ApiProperty({ description: 'Its days and holidays count.' })
  @Matches(/^[A-Z]{2}(-[A-Z0-9]{2,8})?$/)
  jurisdiction: string;
  @ApiProperty({ enum: requestChannels }) @IsIn(requestChannels) channel: RequestChannel;
  @ApiPropertyOptional({ enum: languages, description: 'Of the answer; English without it.' })
  @IsOptional()
  @IsIn(languages)
  language?: Language;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() @IsId() subject?: string;
  @ApiPropertyOptional({ description: 'Whether somebody whom the person named, or an heir, asks for them.' })
  @IsOptional()
  @IsBoolean()
  byNominee?: boolean;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it arrived, by any channel; now without it.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  receivedAt?: Date;
  @ApiPropertyOptional({ description: 'What the person said; sealed in the request’s own file.' })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  text?: string;
  @ApiPropertyOptional({ description: 'How to reach them; sealed in the request’s own file.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  contact?: string;

  static intake(body: PostRequestDto): Intake {
    const { text = null, contact = null, subject = null, byNominee = false, language = 'en', ...facts } = body;
    return { ...facts, subject, byNominee, language, file: { text, contact } };
  }
}

export class ListRequestsDto extends PageQuery {
  @ApiPropertyOptional({ enum: requestStates }) @IsOptional() @IsIn(requestStates) state?: RequestState;
  @ApiPropertyOptional({ enum: requestTypes }) @IsOptional() @IsIn(requestTypes) type?: RequestType;
  @ApiPropertyOptional({ enum: requestRegimes }) @IsOptional() @IsIn(requestRegimes) regime?: RequestRegime;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() @IsId() subject?: string;
  @ApiPropertyOptional({
    enum: ['open', 'overdue'],
    description: 'Those not answered; of these, those past their day.',
  })
  @IsOptional()
  @IsIn(['open', 'overdue'])
  queue?: 'open' | 'overdue';
}

export class ClockPauseDto {
  @ApiProperty({ format: 'date-time' }) from: Date;
  @ApiProperty({ ...date, description: 'Null while it lasts.' }) until: Date | null;
  @ApiProperty({ enum: pauseReasons }) reason: ClockView['pauses'][number]['reason'];
}

export class RequestClockDto {
  @ApiProperty({ description: 'Row of the clock register.' }) code: string;
  @ApiProperty({ enum: duties }) duty: Duty;
  @ApiProperty({ format: 'date-time' }) startedAt: Date;
  @ApiProperty({ type: [ClockPauseDto] }) pauses: readonly ClockPauseDto[];
  @ApiProperty(date) extendedAt: Date | null;
  @ApiProperty({ nullable: true, type: String }) extensionReason: string | null;
  @ApiProperty(date) metAt: Date | null;
  @ApiProperty({ ...date, description: 'The end of the last day; null where the law names none.' }) dueAt: Date | null;
  @ApiProperty({ ...date, description: 'Until when more time may be taken; null where it may not, or was.' })
  extendableUntil: Date | null;

  static of(clock: ClockView): RequestClockDto {
    return { ...clock };
  }
}

export class RefusedDto {
  @ApiProperty({ enum: refusalGrounds }) ground: RefusalGround;
  @ApiProperty() article: string;
  @ApiProperty({ format: 'uuid' }) approval: string;
}

export class SubjectRequestDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: requestTypes }) type: RequestType;
  @ApiProperty({ enum: requestRegimes }) regime: RequestRegime;
  @ApiProperty() jurisdiction: string;
  @ApiProperty({ enum: requestChannels }) channel: RequestChannel;
  @ApiProperty({ enum: languages }) language: Language;
  @ApiProperty({ enum: requestStates }) state: RequestState;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Who decides about it, where this organisation is a processor.',
  })
  controller: string | null;
  @ApiProperty(date) forwardedAt: Date | null;
  @ApiProperty({ nullable: true, type: String, description: 'What the controller calls its instruction.' })
  instruction: string | null;
  @ApiProperty(id) subject: string | null;
  @ApiProperty() byNominee: boolean;
  @ApiProperty({ format: 'uuid', description: 'The first of several alike by one person.' }) group: string;
  @ApiProperty({ format: 'date-time' }) receivedAt: Date;
  @ApiProperty({ format: 'uuid' }) recordedBy: string;
  @ApiProperty({ enum: allMeans, nullable: true, type: String }) identity: IdentityMeans | null;
  @ApiProperty({ enum: requestOutcomes, nullable: true, type: String }) outcome: RequestOutcome | null;
  @ApiProperty({ type: RefusedDto, nullable: true }) refused: RefusedDto | null;
  @ApiProperty({ ...date, description: 'The earliest day that is due; the queue is in its order.' }) dueAt: Date | null;
  @ApiProperty({ format: 'date', nullable: true, type: String, description: 'The last day in time, where it counts.' })
  dueOn: string | null;
  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Days to it; negative once it is over, null once answered.',
  })
  daysLeft: number | null;
  @ApiProperty({ ...id, description: 'The approval under which its plan was carried out.' }) planApproval:
    string | null;
  @ApiProperty(date) carriedOutAt: Date | null;
  @ApiProperty(date) answeredAt: Date | null;
  @ApiProperty(date) closedAt: Date | null;
  @ApiProperty({ type: [RequestClockDto] }) clocks: readonly RequestClockDto[];

  static of({ clocks, ...view }: RequestView): SubjectRequestDto {
    const { id, type, regime, jurisdiction, channel, language, state, subject, byNominee, group } = view;
    const { receivedAt, recordedBy, identity, outcome, refused, dueAt, dueOn, daysLeft } = view;
    const { planApproval, carriedOutAt, answeredAt, closedAt, controller, forwardedAt, instruction } = view;
    return {
      ...{ id, type, regime, jurisdiction, channel, language, state, subject, byNominee, group },
      ...{ receivedAt, recordedBy, identity, outcome, refused, dueAt, dueOn, daysLeft },
      ...{ planApproval, carriedOutAt, answeredAt, closedAt, controller, forwardedAt, instruction },
      clocks: clocks.map((clock) => RequestClockDto.of(clock)),
    };
  }
}

export class RequestStepDto {
  @ApiProperty({ description: 'Type of its entry in the log.' }) type: string;
  @ApiProperty({ format: 'date-time' }) at: Date;
  @ApiProperty({ format: 'uuid' }) actor: string;
  @ApiProperty({ nullable: true, type: String }) role: string | null;
  @ApiProperty({ nullable: true, type: String }) reason: string | null;
}

export class WholeSubjectRequestDto extends SubjectRequestDto {
  @ApiProperty({ nullable: true, type: String }) text: string | null;
  @ApiProperty({ nullable: true, type: String }) contact: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'What the person was told.' }) answer: string | null;
  @ApiProperty({ description: 'How many other requests the same person made.' }) others: number;

  @ApiProperty({ type: [RequestDestructionDto], description: 'What was destroyed under it, with the certificates.' })
  destructions: readonly RequestDestructionDto[];
  @ApiProperty({ type: [RequestStepDto] }) timeline: readonly RequestStepDto[];

  static ofWhole(whole: WholeRequest): WholeSubjectRequestDto {
    const { file, answer, others, timeline } = whole;
    const { text, contact } = file ?? { text: null, contact: null };
    const destructions = whole.destructions.map((one) => RequestDestructionDto.of(one));
    const more = { text, contact, answer, others, destructions, timeline };
    return Object.assign(new WholeSubjectRequestDto(), SubjectRequestDto.of(whole), more);
  }
}

export class SubjectRequestPageDto {
  @ApiProperty({ type: [SubjectRequestDto] }) items: SubjectRequestDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<RequestView>): SubjectRequestPageDto {
    return { items: items.map((view) => SubjectRequestDto.of(view)), next };
  }
}
