import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { type RequestRegime, requestRegimes } from '../../../lifecycle/retention';
import { type RequestType, requestTypes } from '../request';
import type { RequestFigures } from './request.repository';

export class RequestReportQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 120, description: '24 without it.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(120)
  months?: number;
}

export class RequestFiguresDto {
  @ApiProperty({ example: '2026-11' }) month: string;
  @ApiProperty({ enum: requestRegimes }) regime: RequestRegime;
  @ApiProperty({ enum: requestTypes }) type: RequestType;
  @ApiProperty() received: number;
  @ApiProperty() fulfilled: number;
  @ApiProperty({ description: 'In part, or later.' }) partly: number;
  @ApiProperty({ description: 'Refused, or by somebody whom nobody could identify.' }) refused: number;
  @ApiProperty() open: number;
  @ApiProperty({ description: 'Answered after their day, or past it now.' }) overdue: number;
  @ApiProperty({ nullable: true, type: Number, description: 'Days from receipt to answer.' }) medianDays: number | null;
  @ApiProperty({ nullable: true, type: Number }) meanDays: number | null;
}

export class RequestReportDto {
  @ApiProperty({ type: [RequestFiguresDto] }) months: RequestFiguresDto[];

  static of(months: RequestFigures[]): RequestReportDto {
    return { months };
  }
}
