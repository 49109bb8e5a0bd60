import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import { Typesetter } from '../../../platform/documents';
import { Installation } from '../../../platform/settings';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../trust/audit';
import type { ArtefactFormat, PreparedArtefact } from '../artefacts/artefact';
import { type AnswerHead, answerTemplate, printedAnswer } from './answer-document';
import type { Answer, QuestionName } from './standing-question';
import { StandingQuestions } from './standing-questions';

interface AnswerOrder {
  readonly id: Id;
  readonly role: AnswerHead['requestedBy']['role'];
  readonly question: QuestionName;
  readonly format: ArtefactFormat;
}

/** Writes answers to standing questions: as JSON, or as a PDF/A that people read. */
@Injectable()
export class AnswerWriter {
  constructor(
    private readonly questions: StandingQuestions,
    private readonly installation: Installation,
    private readonly typesetter: Typesetter,
    @Inject(AUDIT_OPTIONS) private readonly audit: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prepare(context: RequestContext, order: AnswerOrder): Promise<PreparedArtefact> {
    const at = this.clock.now();
    const answer = await this.questions.get(order.question).find(context);
    const head = this.#head(context, order, at);
    return {
      at,
      // It names items and people by their ids alone, so no erasure has to end it.
      survey: { chosen: answer.lines, first: null, last: null, policies: [], media: [], subjects: [] },
      write: () => this.#write(order.format, head, answer),
    };
  }

  async *#write(format: ArtefactFormat, head: AnswerHead, answer: Answer): AsyncGenerator<Buffer> {
    if (format === 'json') yield Buffer.from(`${JSON.stringify({ ...head, answer: answer.body }, null, 2)}\n`);
    else {
      const data = printedAnswer(head, answer.print());
      yield await this.typesetter.pdf({ template: answerTemplate, data, at: new Date(head.createdAt) });
    }
  }

  #head(context: RequestContext, { id, role, question }: AnswerOrder, at: Date): AnswerHead {
    return {
      format: 'strongroom/answer/v1',
      question,
      id,
      createdAt: at.toISOString(),
      vault: this.installation.vaultId,
      origin: this.audit.origin,
      requestedBy: { actor: context.actor.id, role },
      policy: this.audit.policy,
    };
  }
}
