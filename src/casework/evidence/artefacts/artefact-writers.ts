import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id } from '../../../kernel';
import type { OperationRun } from '../../../platform/jobs';
import { Access } from '../../../trust/access';
import { LogEvidence } from '../../../trust/audit';
import { AnswerWriter } from '../answers/answer-writer';
import { BundleWriter } from '../bundle/bundle-writer';
import type { EvidenceRequest } from '../bundle/claim';
import { survey } from '../bundle/survey';
import { TooManyItems } from '../evidence.errors';
import { ProductionFiles } from '../productions/production-files';
import { type ReportOrder, ReportWriter } from '../report/report-writer';
import { type ArtefactFormat, type ArtefactKind, artefactResource, type PreparedArtefact } from './artefact';

interface Order {
  readonly id: Id;
  readonly kind: ArtefactKind;
  readonly format: ArtefactFormat;
  readonly request: EvidenceRequest;
}

/** The ways to write an artefact, and what each begins with. */
@Injectable()
export class ArtefactWriters {
  constructor(
    private readonly log: LogEvidence,
    private readonly bundles: BundleWriter,
    private readonly reports: ReportWriter,
    private readonly answers: AnswerWriter,
    private readonly productions: ProductionFiles,
    private readonly access: Access,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prepare(run: OperationRun, { id, kind, format, request }: Order): Promise<PreparedArtefact> {
    const { context } = run;
    const holder = this.access.role(context.actor, 'create', artefactResource[kind]);
    const role = context.actor.roles.find((candidate) => candidate === holder) ?? null;
    const { question } = request;
    if (question !== undefined) return this.answers.prepare(context, { id, role, question, format });
    const work = await this.#survey(run, { id, role, request });
    return { at: work.at, survey: work.survey, write: () => this.#write(format, run, work) };
  }

  async #survey(run: OperationRun, order: Pick<ReportOrder, 'id' | 'role' | 'request'>): Promise<ReportOrder> {
    const { context, signal } = run;
    const request = await this.productions.withItems(context, order.request);
    const { from, to } = request.period;
    const frame = await this.log.frame(context, { from: new Date(from), to: new Date(to) });
    const found = await survey(this.log, context, frame, request, signal);
    run.progress(0, found.chosen);
    if (request.content === 'bytes' && found.media.length > Number(run.parameters['items'])) throw new TooManyItems();
    return { ...order, request, at: this.clock.now(), frame, survey: found };
  }

  async *#write(format: ArtefactFormat, run: OperationRun, work: ReportOrder): AsyncGenerator<Buffer> {
    const { context, signal } = run;
    if (format === 'zip') yield* this.bundles.write({ ...work, context, signal });
    else if (format === 'json') yield* this.reports.json(context, work);
    else yield await this.reports.pdf(context, work);
  }
}
