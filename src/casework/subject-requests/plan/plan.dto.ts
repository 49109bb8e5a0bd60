import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, ValidateNested } from 'class-validator';
import { IsId } from '../../../platform/http';
import {
  hashOfPlan,
  type ItemDecision,
  itemDecisions,
  type PlanSaid,
  type RestrictionReason,
  restrictionReasons,
} from './plan';
import type { PlannedItem } from './plan.repository';
import { waitingItems } from './plan-request.service';

const date = { format: 'date-time', nullable: true, type: String } as const;

export class CorrectionDto {
  @ApiProperty({ format: 'uuid' }) @IsId() media: string;
  @ApiProperty({ format: 'uuid', description: 'The item that was taken in for it.' }) @IsId() replacedBy: string;
}

export class PostPlanDto {
  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    description: 'Items on which other people are to be seen, as somebody who looked at them says.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsId({ each: true })
  severalPeople?: string[];
  @ApiPropertyOptional({ enum: restrictionReasons, description: 'Why items are restricted, as the person says.' })
  @IsOptional()
  @IsIn(restrictionReasons)
  restriction?: RestrictionReason;
  @ApiPropertyOptional({ description: 'The reasons of an objection were weighed, and it is upheld.' })
  @IsOptional()
  @IsBoolean()
  upheld?: boolean;

  @ApiPropertyOptional({
    type: [CorrectionDto],
    description: 'Items that are wrong, with those that take their place.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @Type(() => CorrectionDto)
  @ValidateNested({ each: true })
  corrections?: CorrectionDto[];

  static said({ severalPeople = [], restriction, upheld = false, corrections = [] }: PostPlanDto): PlanSaid {
    const pairs = corrections.map(({ media, replacedBy }) => ({ media, replacedBy }));
    return { severalPeople, restriction: restriction ?? null, upheld, corrections: pairs };
  }
}

export class PlanTicketDto {
  @ApiProperty() system: string;
  @ApiProperty() id: string;
}

export class ItemPlanDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ enum: itemDecisions }) decision: ItemDecision;
  @ApiProperty({ description: 'Row of the table of answers, such as `R1`, or the situation.' }) code: string;
  @ApiProperty({ nullable: true, type: String, description: 'The exemption that is used.' }) provision: string | null;
  @ApiProperty({ type: [String], description: 'Rows of the schedule, or matters, that decide.' })
  because: readonly string[];
  @ApiProperty({ ...date, description: 'When it goes by itself, without a new request.' }) until: Date | null;
  @ApiProperty({ nullable: true, type: String }) class: string | null;
  @ApiProperty(date) receivedAt: Date | null;
  @ApiProperty({ nullable: true, type: PlanTicketDto, description: 'The ticket it came with.' })
  ticket: PlanTicketDto | null;
  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    description: 'What takes its place, where it is wrong.',
  })
  replacedBy: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'The plan of destruction that took it.' })
  destruction: string | null;
}

export class RequestPlanDto {
  @ApiProperty({ type: [ItemPlanDto] }) items: ItemPlanDto[];
  @ApiProperty({ description: 'Of all decisions about what is still there: an approval is about exactly this.' })
  sha256: string;

  static of(items: PlannedItem[]): RequestPlanDto {
    return { items, sha256: hashOfPlan(waitingItems(items)) };
  }
}
