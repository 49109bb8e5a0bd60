import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { Typesetter } from '../../../platform/documents';
import { Installation } from '../../../platform/settings';
import { ACTOR_NAMES, type ActorNames, type EvidenceFrame, LogEvidence } from '../../../trust/audit';
import { chosenEntries } from '../bundle/bundle-files';
import type { EvidenceRequest, Survey } from '../bundle/claim';
import { type ReportHead, type ReportLine, reportLine, statementOf } from './access-report';
import { mostPrinted, printed, reportTemplate } from './report-template';

/** What a report is written from. */
export interface ReportOrder {
  readonly id: Id;
  readonly at: Date;
  readonly role: ReportHead['requestedBy']['role'];
  readonly request: EvidenceRequest;
  readonly frame: EvidenceFrame;
  readonly survey: Survey;
}

/** Writes access reports: as JSON of any length, and as a PDF/A whose lines fit a person. */
@Injectable()
export class ReportWriter {
  constructor(
    private readonly log: LogEvidence,
    private readonly installation: Installation,
    private readonly typesetter: Typesetter,
    @Inject(ACTOR_NAMES) private readonly names: ActorNames,
  ) {}

  async *json(context: RequestContext, order: ReportOrder): AsyncGenerator<Buffer> {
    const head = JSON.stringify(this.head(context, order), null, 2);
    yield Buffer.from(`${head.slice(0, -2)},\n  "entries": [`);
    let separator = '\n';
    for await (const lines of this.lines(context, order)) {
      yield Buffer.from(`${separator}${lines.map((line) => JSON.stringify(line)).join(',\n')}`);
      separator = ',\n';
    }
    yield Buffer.from('\n  ]\n}\n');
  }

  async pdf(context: RequestContext, order: ReportOrder): Promise<Buffer> {
    const shown: ReportLine[] = [];
    for await (const lines of this.lines(context, order)) {
      shown.push(...lines);
      if (shown.length >= mostPrinted) break;
    }
    const data = printed(this.head(context, order), shown);
    return this.typesetter.pdf({ template: reportTemplate, data, at: order.at });
  }

  private async *lines(context: RequestContext, { frame, request }: ReportOrder): AsyncGenerator<ReportLine[]> {
    for await (const entries of chosenEntries(this.log, context, frame, request)) {
      const names = await this.names.namesOf([...new Set(entries.map(({ event }) => event.actor.id))]);
      yield entries.map((entry) => reportLine(entry, names));
    }
  }

  private head(context: RequestContext, { id, at, role, request, frame, survey }: ReportOrder): ReportHead {
    const { completeness, period, query } = request;
    const { size, root, note } = frame.checkpoint;
    return {
      format: 'strongroom/access-report/v1',
      id,
      createdAt: at.toISOString(),
      vault: this.installation.vaultId,
      origin: frame.checkpoint.origin,
      requestedBy: { actor: context.actor.id, role },
      completeness,
      statement: statementOf(completeness, size, frame.within),
      period,
      query,
      count: survey.chosen,
      checkpoint: { size, root: root.toString('base64'), note },
      policies: survey.policies,
    };
  }
}
