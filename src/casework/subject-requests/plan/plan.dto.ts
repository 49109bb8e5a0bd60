import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator';
import { IsId } from '../../../platform/http';
import { type ItemDecision, itemDecisions, type ItemPlan } from './plan';

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
}

export class ItemPlanDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ enum: itemDecisions }) decision: ItemDecision;
  @ApiProperty({ description: 'Row of the table of answers, such as `R1`, or the situation.' }) code: string;
  @ApiProperty({ nullable: true, type: String, description: 'The exemption that is used.' }) provision: string | null;
  @ApiProperty({ type: [String], description: 'Rows of the schedule, or matters, that decide.' })
  because: readonly string[];
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'When it goes by itself, without a new request.',
  })
  until: Date | null;
}

export class RequestPlanDto {
  @ApiProperty({ type: [ItemPlanDto] }) items: ItemPlanDto[];

  static of(items: ItemPlan[]): RequestPlanDto {
    return { items };
  }
}
