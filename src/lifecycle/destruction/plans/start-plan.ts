import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Operations } from '../../../platform/jobs';
import { MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import type { Approved } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { DestructionGate } from '../../retention';
import { PlanChanged } from '../destruction.errors';
import { sagaKind } from '../saga/saga-kind';
import { type DestroyRequest, PlanDrafting } from './plan-drafting';
import { PlanRepository } from './plan.repository';

/**
 * The point of no return, in the transaction that ends the approval: everything is worked out again under locks, the items are
 * noted as destroyed, and the saga is ordered. A hold that came before wins; one that comes later finds the certificate's id.
 */
@Injectable()
export class StartPlan {
  constructor(
    private readonly drafting: PlanDrafting,
    private readonly plans: PlanRepository,
    private readonly gate: DestructionGate,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  async start(tx: Transaction, context: RequestContext, approved: Approved<DestroyRequest>): Promise<void> {
    const { request } = approved;
    const plan = await this.plans.hold(tx, request.plan);
    if (plan?.state !== 'drafted') throw new PlanChanged();
    await this.drafting.redraft(tx, request, async (going) => {
      await this.media.noteDestroyed(tx, going, plan.certificateId);
      await this.gate.noteKeysDestroyed(tx, going, plan.certificateId);
    });
    if (plan.whole && plan.subjectId !== null)
      await this.subjects.end(tx, await this.subjects.family(tx, plan.subjectId));
    await this.plans.start(tx, plan.id, { actor: context.actor.id, approval: approved.id, sha256: approved.hash });
    await this.audit.record(tx, {
      type: 'destruction.started',
      actor: context.actor,
      origin: context.origin,
      role: context.actor.kind === 'system' ? 'system' : 'records_manager',
      subject: plan.subjectId ?? undefined,
      object: { object: plan.id, sha256: approved.hash },
      decision: 'allow',
      reason: plan.ground,
    });
    const parameters = { plan: plan.id };
    await this.operations.start(tx, context, { kind: sagaKind, parameters, total: request.destroyed });
  }
}
