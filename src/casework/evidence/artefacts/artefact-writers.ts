import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '../../../kernel';
import type { OperationRun } from '../../../platform/jobs';
import { Access } from '../../../trust/access';
import { LogEvidence } from '../../../trust/audit';
import { BundleWriter } from '../bundle/bundle-writer';
import { survey } from '../bundle/survey';
import { TooManyItems } from '../evidence.errors';
import { type ReportOrder, ReportWriter } from '../report/report-writer';
import type { ArtefactFormat } from './artefact';

/** The two ways to write an artefact, and what both begin with. */
@Injectable()
export class ArtefactWriters {
  constructor(
    private readonly log: LogEvidence,
    private readonly bundles: BundleWriter,
    private readonly reports: ReportWriter,
    private readonly access: Access,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prepare(run: OperationRun, { id, request }: Pick<ReportOrder, 'id' | 'request'>): Promise<ReportOrder> {
    const { context, signal } = run;
    const { from, to } = request.period;
    const frame = await this.log.frame(context, { from: new Date(from), to: new Date(to) });
    const found = await survey(this.log, context, frame, request, signal);
    run.progress(0, found.chosen);
    if (request.content === 'bytes' && found.media.length > Number(run.parameters['items'])) throw new TooManyItems();
    const holder = this.access.role(context.actor, 'create', 'Evidence');
    const role = context.actor.roles.find((candidate) => candidate === holder) ?? null;
    return { id, at: this.clock.now(), role, request, frame, survey: found };
  }

  async *write(format: ArtefactFormat, run: OperationRun, work: ReportOrder): AsyncGenerator<Buffer> {
    const { context, signal } = run;
    if (format === 'zip') yield* this.bundles.write({ ...work, context, signal });
    else if (format === 'json') yield* this.reports.json(context, work);
    else yield await this.reports.pdf(context, work);
  }
}
