import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { Approval, Approved } from '../../../trust/access';
import type { CanonicalValue } from '../../../trust/audit';
import type { PlanReference } from '../destruction';
import { eachPage } from './item-pages';
import { DestroyItems } from './destroy-items';
import { type DestructionOrder, PlanDrafting } from './plan-drafting';
import { type Plan, PlanRepository } from './plan.repository';
import { StartPlan } from './start-plan';

const itemsAtOnce = 1_000;

/**
 * The door for modules above: what they have decided to destroy becomes a plan that rests on something of theirs, and is approved
 * and started as any other. Its end is told by the event `planCertified`.
 */
@Injectable()
export class DestructionPlans {
  constructor(
    private readonly destroying: DestroyItems,
    private readonly plans: PlanRepository,
    private readonly drafting: PlanDrafting,
    private readonly starting: StartPlan,
  ) {}

  /** Asks for the destruction in the actor's name. What the caller has to write down with the plan belongs into `alongside`. */
  async request(
    context: RequestContext,
    order: DestructionOrder,
    alongside: (tx: Transaction, plan: Id) => Promise<void> = () => Promise.resolve(),
  ): Promise<Approval> {
    return this.destroying.request(context, order, alongside);
  }

  /**
   * Plans and starts in one step what an approval of the module above covers: two people have agreed to it there, and the
   * certificate names that approval. Throws where nothing of it may go now.
   */
  async begin(
    tx: Transaction,
    context: RequestContext,
    order: DestructionOrder,
    { id, hash }: Pick<Approved<CanonicalValue>, 'id' | 'hash'>,
  ): Promise<Id> {
    const request = await this.drafting.draft(tx, order, context.actor.id);
    await this.starting.start(tx, context, { id, hash, request });
    return request.plan;
  }

  /** What a plan takes from its person, a page at a time: what goes, and what becomes other people's. */
  async eachTaken(tx: Transaction, plan: Id, visit: (ids: readonly Id[]) => Promise<void>): Promise<void> {
    await eachPage(tx, this.plans.pagesOfTaken(plan), itemsAtOnce, visit);
  }

  /** Newest first. */
  async listOf(tx: Transaction, reference: PlanReference): Promise<Plan[]> {
    return this.plans.list(tx, { reference, limit: 100 });
  }
}
