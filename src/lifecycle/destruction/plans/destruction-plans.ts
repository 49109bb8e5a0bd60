import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Approval } from '../../../trust/access';
import type { PlanReference } from '../destruction';
import { DestroyItems } from './destroy-items';
import type { DestructionOrder } from './plan-drafting';
import { type Plan, PlanRepository } from './plan.repository';

/**
 * The door for modules above: what they have decided to destroy becomes a plan that rests on something of theirs, and is approved
 * and started as any other. Its end is told by the event `planCertified`.
 */
@Injectable()
export class DestructionPlans {
  constructor(
    private readonly destroying: DestroyItems,
    private readonly plans: PlanRepository,
  ) {}

  /** Asks for the destruction in the actor's name. What the caller has to write down with the plan belongs into `alongside`. */
  async request(
    context: RequestContext,
    order: DestructionOrder,
    alongside: (tx: Transaction, plan: Id) => Promise<void> = () => Promise.resolve(),
  ): Promise<Approval> {
    return this.destroying.request(context, order, alongside);
  }

  /** Newest first. */
  async listOf(tx: Transaction, reference: PlanReference): Promise<Plan[]> {
    return this.plans.listOf(tx, reference);
  }
}
