import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Access } from '../../../trust/access';
import { Audit, type AuditRecord, type AuditType, LogEvidence } from '../../../trust/audit';
import { EvidenceNotFound, PeriodInvalid } from '../evidence.errors';
import { addReview, closeReview, listReviews, type LogReview, type NewLogReview } from './log-review.repository';

const pageSize = 200;

/** Reviews of the log, signed: that they really happen is itself evidence (DPDP Rule 6(1)(c), PCI DSS 10.4.1). */
@Injectable()
export class LogReviews {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly log: LogEvidence,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  /** Signs a review; how many entries its period has is counted, not told. */
  async sign(context: RequestContext, review: Omit<NewLogReview, 'entries' | 'reviewedBy'>): Promise<LogReview> {
    if (review.from >= review.to) throw new PeriodInvalid();
    const { within } = await this.log.frame(context, review);
    const entries = within === null ? 0 : within.last - within.first + 1;
    return this.vault.transaction(context, async (tx) => {
      const signed = await addReview(tx, { ...review, entries, reviewedBy: context.actor.id });
      if (signed === null) throw new EvidenceNotFound();
      const range = within === null ? {} : { range: `${within.first}-${within.last}` };
      await this.audit.record(tx, { ...this.#entry(context, 'review.signed', signed.id, review.outcome), ...range });
      return signed;
    });
  }

  /** Closes a finding with what was done about it. */
  async close(context: RequestContext, id: Id, closure: string): Promise<LogReview> {
    return this.vault.transaction(context, async (tx) => {
      const closed = await closeReview(tx, id, closure, context.actor.id);
      if (closed === null) throw new EvidenceNotFound();
      await this.audit.record(tx, this.#entry(context, 'review.closed', id, closure));
      return closed;
    });
  }

  async list(context: RequestContext, before: Date | null): Promise<LogReview[]> {
    return this.vault.transaction(context, async (tx) => {
      await this.audit.record(tx, this.#entry(context, 'review.listed'));
      return listReviews(tx, before, pageSize);
    });
  }

  #entry(context: RequestContext, type: AuditType, object?: Id, reason?: string): AuditRecord {
    const { actor, origin } = context;
    const role = this.access.role(actor, 'read', 'LogReview');
    return { type, actor, origin, role, object: { object }, decision: 'allow', reason };
  }
}
