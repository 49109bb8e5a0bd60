import { Injectable } from '@nestjs/common';
import { auditorQuestion } from './auditor-questions';
import { KeepingQuestions } from './keeping-questions';
import { ProcessingQuestion } from './processing-question';
import type { QuestionName, StandingQuestion } from './standing-question';

/** Every standing question by its name. */
@Injectable()
export class StandingQuestions {
  readonly #byName: ReadonlyMap<QuestionName, StandingQuestion>;

  constructor(keeping: KeepingQuestions, processing: ProcessingQuestion) {
    const all = [...keeping.all(), processing, auditorQuestion];
    this.#byName = new Map(all.map((question) => [question.name, question]));
  }

  get(name: QuestionName): StandingQuestion {
    const question = this.#byName.get(name);
    if (question === undefined) throw new Error(`nobody answers the question ${name}`);
    return question;
  }
}
