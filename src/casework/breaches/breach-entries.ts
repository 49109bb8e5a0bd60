import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { type Action, Rules } from '../../trust/access';
import { Audit, type AuditRecord, type AuditType } from '../../trust/audit';
import { StepRefused } from './breach.errors';

interface About {
  readonly breach?: Id;
  /** Row of the clock register. */
  readonly notice?: string;
  readonly reason?: string;
  readonly action?: Action;
}

/** What the log is told about breaches: ids and codes. What happened stays in the breach's own file. */
@Injectable()
export class BreachEntries {
  constructor(
    private readonly audit: Audit,
    private readonly rules: Rules,
  ) {}

  async record(tx: Transaction, context: RequestContext, type: AuditType, about: About = {}): Promise<void> {
    await this.audit.record(tx, { ...this.#entry(context, type, about), decision: 'allow' });
  }

  /** Runs a step; where it is refused, that is an entry of its own, outside the transaction that was undone. */
  async recordingRefusal<T>(context: RequestContext, about: About, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof StepRefused) {
        const denied = this.#entry(context, 'breach.denied', { ...about, reason: error.reason });
        await this.audit.recordAlone({ ...denied, decision: 'deny' });
      }
      throw error;
    }
  }

  #entry(
    { actor, origin }: RequestContext,
    type: AuditType,
    { breach, notice, reason, action = 'change' }: About,
  ): Omit<AuditRecord, 'decision'> {
    const role = this.rules.role(actor, action, 'Breach');
    const object = breach === undefined ? undefined : { object: breach, part: notice?.toLowerCase() };
    return { type, actor, origin, role, object, reason };
  }
}
