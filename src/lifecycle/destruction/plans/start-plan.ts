import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Operations } from '../../../platform/jobs';
import type { Approved } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { PlanChanged } from '../destruction.errors';
import { sagaKind } from '../saga/saga-kind';
import { type DestroyRequest, PlanDrafting } from './plan-drafting';
import { type Plan, PlanRepository } from './plan.repository';
import { TakeItems } from './take-items';

/**
 * The point of no return, in the transaction that ends the approval: everything is worked out again under locks, the items are
 * noted as destroyed, and the saga is ordered. A hold that came before wins; one that comes later finds the certificate's id.
 */
@Injectable()
export class StartPlan {
  constructor(
    private readonly drafting: PlanDrafting,
    private readonly plans: PlanRepository,
    private readonly taking: TakeItems,
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  async start(tx: Transaction, context: RequestContext, approved: Approved<DestroyRequest>): Promise<void> {
    const { request } = approved;
    const plan = await this.plans.hold(tx, request.plan);
    if (plan?.state !== 'drafted') throw new PlanChanged();
    await this.drafting.redraft(tx, request, (page) => this.taking.take(tx, plan, page));
    if (plan.whole && plan.subjectId !== null) await this.taking.endPerson(tx, plan.subjectId);
    const { id: approval, hash: sha256 } = approved;
    await this.begin(tx, context, plan, { approval, sha256, items: request.destroyed });
  }

  /** The plan's start itself: its entry, and the order to carry it out. */
  async begin(
    tx: Transaction,
    context: RequestContext,
    { id, subjectId, ground }: Pick<Plan, 'id' | 'subjectId' | 'ground'>,
    by: { readonly approval: Id | null; readonly sha256: string; readonly items: number },
  ): Promise<void> {
    const { approval, sha256, items } = by;
    const role = context.actor.kind === 'system' ? 'system' : 'records_manager';
    await this.plans.start(tx, id, { actor: context.actor.id, approval, sha256: approval === null ? null : sha256 });
    await this.audit.record(tx, {
      ...{ type: 'destruction.started', actor: context.actor, origin: context.origin, role, decision: 'allow' },
      subject: subjectId ?? undefined,
      object: { object: id, sha256 },
      reason: ground,
    });
    await this.operations.start(tx, context, { kind: sagaKind, parameters: { plan: id }, total: items });
  }
}
