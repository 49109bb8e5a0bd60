import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { keptDays } from '../artefacts/artefact';
import { type QuestionName, questionNames } from './standing-question';

export class PostAnswerDto {
  @ApiProperty({ enum: questionNames, enumName: 'StandingQuestion' })
  @IsIn(questionNames)
  question: QuestionName;

  @ApiPropertyOptional({ default: 'pdf' }) @IsOptional() @IsIn(['pdf', 'json']) format?: 'pdf' | 'json';

  @ApiPropertyOptional({ description: 'Days after which it is removed.', default: keptDays.usual })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(keptDays.most)
  keptDays?: number;
}
