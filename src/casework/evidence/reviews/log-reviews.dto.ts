import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsISO8601, IsOptional, IsUUID, Matches, ValidateIf } from 'class-validator';
import type { LogReview, NewLogReview } from './log-review.repository';

const code = /^[a-z][a-z0-9_]{1,63}$/;

export class PostLogReviewDto {
  @IsISO8601({ strict: true }) from: string;
  @IsISO8601({ strict: true }) to: string;

  @ApiPropertyOptional({ description: 'Alerts that were looked at.', type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  alerts?: string[];

  @IsIn(['nothing_found', 'finding']) outcome: LogReview['outcome'];

  @ApiPropertyOptional({ description: 'What was found, as a code: such as `no_ticket` or `mass_opens`.' })
  @ValidateIf(({ outcome, finding }: PostLogReviewDto) => outcome === 'finding' || finding !== undefined)
  @Matches(code)
  finding?: string;
}

export class CloseLogReviewDto {
  /** What was done about it, as a code: such as `explained`, `grants_revoked`, `breach_reported`. */
  @Matches(code) closure: string;
}

export class ListLogReviewsDto {
  @ApiPropertyOptional({ description: 'Reviews of periods that ended before this time.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  before?: string;
}

export function reviewFrom(dto: PostLogReviewDto): Omit<NewLogReview, 'entries' | 'reviewedBy'> {
  const { from, to, alerts = [], outcome } = dto;
  const finding = outcome === 'finding' ? (dto.finding ?? null) : null;
  return { from: new Date(from), to: new Date(to), alerts, outcome, finding };
}
