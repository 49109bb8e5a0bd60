import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { Access } from '../../../trust/access';
import { Audit, type EvidenceLeaf, type EvidenceQuery, LogEvidence } from '../../../trust/audit';
import { evidenceEntry } from '../artefacts/evidence-entry';
import { EvidenceTooLarge } from '../evidence.errors';

const beginning = new Date('2000-01-01T00:00:00.000Z');
const mostLines = 20_000;

/** What every answer is made with: an entry that is sealed before it, and the leaves that it follows from. */
@Injectable()
export class LogAnswers {
  constructor(
    private readonly log: LogEvidence,
    private readonly audit: Audit,
    private readonly access: Access,
  ) {}

  /** Says in the log who asks what. Answers the entry's number. */
  async record(
    context: RequestContext,
    reason: string,
    query: EvidenceQuery = {},
    resource: 'Report' | 'EncryptionReport' | 'Answer' = 'Report',
  ): Promise<number> {
    const role = this.access.role(context.actor, 'read', resource);
    const request = { query, completeness: 'selection', period: { from: '', to: '' }, content: 'none' } as const;
    const { n } = await this.audit.recordSealed(evidenceEntry(context, 'report.made', { role, reason, request }));
    return n;
  }

  /** The leaves that a query finds, in their order; 20,000 at most. */
  async leaves(
    context: RequestContext,
    query: EvidenceQuery,
    { from = beginning, to }: { readonly from?: Date; readonly to: Date },
  ): Promise<EvidenceLeaf[]> {
    const frame = await this.log.frame(context, { from, to });
    const leaves: EvidenceLeaf[] = [];
    for await (const page of this.log.chosen(context, frame, { query, completeness: 'selection' })) {
      leaves.push(...page);
      if (leaves.length > mostLines) throw new EvidenceTooLarge();
    }
    return leaves;
  }

  /** The same for several types of entries at once. */
  async ofTypes(
    context: RequestContext,
    types: readonly string[],
    period: { readonly from?: Date; readonly to: Date },
  ): Promise<EvidenceLeaf[]> {
    const leaves: EvidenceLeaf[] = [];
    for (const type of types) leaves.push(...(await this.leaves(context, { type }, period)));
    return leaves.sort((one, other) => one.n - other.n);
  }
}
