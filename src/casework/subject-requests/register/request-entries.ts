import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { type Action, Rules } from '../../../trust/access';
import { Audit, type AuditRecord, type AuditType } from '../../../trust/audit';
import { StepRefused } from '../request.errors';
import { RequestTimeline } from './request-timeline';

interface About {
  readonly request?: Id;
  readonly subject?: Id | null;
  readonly reason?: string;
  readonly action?: Action;
}

/** What log and timeline are told about requests: ids and codes. What a person said stays in the request's own file. */
@Injectable()
export class RequestEntries {
  constructor(
    private readonly audit: Audit,
    private readonly rules: Rules,
    private readonly timeline: RequestTimeline,
  ) {}

  /** Whether somebody may see what the person said and was told. */
  mayOpen({ actor }: RequestContext): boolean {
    return this.rules.can(actor, 'open', 'SubjectRequest');
  }

  async record(tx: Transaction, context: RequestContext, type: AuditType, about: About = {}): Promise<void> {
    const entry = this.#entry(context, type, about);
    await this.audit.record(tx, { ...entry, decision: 'allow' });
    const { request, action, reason = null } = about;
    if (request === undefined || action === 'read') return;
    await this.timeline.add(tx, request, { type, actor: context.actor.id, role: entry.role, reason });
  }

  /** An entry that is sealed before what it is about is opened; its number. */
  async recordSealed(context: RequestContext, type: AuditType, about: About): Promise<number> {
    const { n } = await this.audit.recordSealed({ ...this.#entry(context, type, about), decision: 'allow' });
    return n;
  }

  /** A refusal of somebody whom no step knows. */
  async refused(context: RequestContext, type: AuditType, reason: string): Promise<void> {
    await this.audit.recordAlone({ ...this.#entry(context, type, { reason }), decision: 'deny' });
  }

  /** Runs a step; where it is refused, that is an entry of its own, outside the transaction that was undone. */
  async recordingRefusal<T>(context: RequestContext, request: Id | undefined, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof StepRefused) {
        const about = { request, reason: error.reason };
        await this.audit.recordAlone({ ...this.#entry(context, 'request.denied', about), decision: 'deny' });
      }
      throw error;
    }
  }

  #entry(
    { actor, origin }: RequestContext,
    type: AuditType,
    { request, subject, reason, action = 'change' }: About,
  ): Omit<AuditRecord, 'decision'> {
    const role = this.rules.role(actor, action, 'SubjectRequest');
    const object = request === undefined ? undefined : { object: request };
    return { type, actor, origin, role, subject: subject ?? undefined, object, reason };
  }
}
