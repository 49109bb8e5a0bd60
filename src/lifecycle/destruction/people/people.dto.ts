import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsId } from '../../../platform/http';
import type { Decided, PeopleQuestion } from './decide-people';
import { type PeopleChoice, peopleDecisions } from './people-question';

/** What becomes of an item when its person ends: kept whole for another one on it, kept as their masked copy alone, or destroyed. */
export class DecidePeopleDto {
  @ApiProperty({ enum: peopleDecisions, enumName: 'PeopleDecisionKind' })
  @IsIn(peopleDecisions)
  decision: PeopleChoice;
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose claim remains; with `keep` and `masked`.' })
  @IsOptional()
  @IsId()
  person?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The masked copy that stays; with `masked`.' })
  @IsOptional()
  @IsId()
  masked?: string;
  /** The claim or the assessment that it rests on, as a code without anything personal. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/) why: string;

  decided(): Decided {
    const { decision, person = null, masked = null, why } = this;
    return { decision, person, masked, why };
  }
}

export class PeopleDecisionDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: peopleDecisions, enumName: 'PeopleDecisionKind' }) decision: PeopleChoice;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) person: string | null;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) masked: string | null;
  why: string;
  @ApiProperty({ format: 'uuid' }) by: string;
  at: Date;
}

export class PeopleQuestionDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ type: [String], format: 'uuid', description: 'Who is on it besides its person, and lives.' })
  people: string[];
  /** Whether somebody has to decide before a plan may end its person. */
  open: boolean;
  @ApiProperty({ type: [PeopleDecisionDto], description: 'The newest first; only that one can hold.' })
  decisions: PeopleDecisionDto[];

  static of({ shared, open, decisions }: PeopleQuestion): PeopleQuestionDto {
    const { media, people } = shared;
    const shown = decisions.map(({ id, decision, person, masked, why, by, at }) => ({
      ...{ id, decision, person, masked, why, by, at },
    }));
    return { media, people: [...people], open, decisions: shown };
  }
}

export class PeopleQuestionsDto {
  @ApiProperty({ type: [PeopleQuestionDto] }) items: PeopleQuestionDto[];

  static of(questions: readonly PeopleQuestion[]): PeopleQuestionsDto {
    return { items: questions.map((question) => PeopleQuestionDto.of(question)) };
  }
}
