import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { Operation } from '../../../platform/jobs';
import { Access, Forbidden } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { Artefacts } from '../artefacts/artefacts.service';
import { evidenceEntry } from '../artefacts/evidence-entry';
import { LogAnswers } from '../questions/log-answers';
import type { QuestionName } from './standing-question';
import { StandingQuestions } from './standing-questions';

/** Standing questions as people ask them: answered at once, or ordered as an artefact. Each is an entry before its answer. */
@Injectable()
export class AskQuestion {
  constructor(
    private readonly questions: StandingQuestions,
    private readonly answers: LogAnswers,
    private readonly artefacts: Artefacts,
    private readonly vault: VaultDatabase,
    private readonly access: Access,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async now(context: RequestContext, question: QuestionName): Promise<object> {
    await this.#assertMay(context, 'read', question);
    await this.answers.record(context, question, {}, 'Answer');
    return (await this.questions.get(question).find(context)).body;
  }

  async order(
    context: RequestContext,
    { question, format, keptDays }: { question: QuestionName; format: 'pdf' | 'json'; keptDays?: number },
  ): Promise<Operation> {
    await this.#assertMay(context, 'create', question);
    const at = this.clock.now().toISOString();
    const request = { completeness: 'selection', period: { from: at, to: at }, query: {}, content: 'none' } as const;
    return this.vault.transaction(context, (tx) =>
      this.artefacts.start(tx, context, { kind: 'answer', format, request: { ...request, question }, keptDays }),
    );
  }

  /** Whoever may ask some questions may not ask all. */
  async #assertMay(context: RequestContext, action: 'read' | 'create', question: QuestionName): Promise<void> {
    if (this.access.permits(context.actor, action, 'Answer', { question, readers: [] })) return;
    const denial = { role: null, decision: 'deny', reason: question } as const;
    await this.audit.recordAlone(evidenceEntry(context, 'evidence.denied', denial));
    throw new Forbidden();
  }
}
