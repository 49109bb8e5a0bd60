import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { PeriodInvalid } from '../evidence.errors';
import { type Changes, changesOf, changeTypes } from './changes';
import { LogAnswers } from './log-answers';

/** Who changed a policy or a role, and who approved (regulation, question 14). */
@Injectable()
export class ChangeReports {
  constructor(private readonly answers: LogAnswers) {}

  async make(context: RequestContext, period: { readonly from: Date; readonly to: Date }): Promise<Changes> {
    if (period.from >= period.to) throw new PeriodInvalid();
    await this.answers.record(context, 'changes');
    return changesOf(await this.answers.ofTypes(context, changeTypes, period));
  }
}
