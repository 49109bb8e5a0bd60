import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Rules } from '../../../trust/access';
import { Audit } from '../../../trust/audit';

type ScheduleType =
  | 'retention.schedule.proposed'
  | 'retention.schedule.introduced'
  | 'retention.schedule.shown'
  | 'retention.claims.recomputed';

/** Entries about schedules. */
@Injectable()
export class ScheduleEntries {
  constructor(
    private readonly rules: Rules,
    private readonly audit: Audit,
  ) {}

  async about(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: ScheduleType,
    { id, hash }: { id?: Id; hash?: string },
  ): Promise<void> {
    const object = id === undefined ? undefined : { object: id, sha256: hash?.replace('sha256:', '') };
    const role = this.rules.role(actor, 'read', 'Schedule');
    await this.audit.record(tx, { type, actor, origin, role, object, decision: 'allow' });
  }

  async refused({ actor, origin }: RequestContext, reason: string): Promise<void> {
    const role = this.rules.role(actor, 'read', 'Schedule');
    await this.audit.recordAlone({ type: 'retention.schedule.denied', actor, origin, role, decision: 'deny', reason });
  }
}
