import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../../trust/access';
import { namedReference } from '../destruction';
import { type DestroyRequest, type DestructionOrder, PlanDrafting } from './plan-drafting';
import { StartPlan } from './start-plan';

/** A destruction: planned and started by a records manager, approved by a compliance officer, for exactly these verdicts. */
@Injectable()
export class DestroyItems implements ApprovableAction<DestroyRequest>, OnModuleInit {
  readonly name = 'media.destroy';
  readonly mayRequest = ['records_manager'] as const;
  readonly mayApprove = ['compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 7 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly drafting: PlanDrafting,
    private readonly starting: StartPlan,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(
    context: RequestContext,
    order: DestructionOrder,
    alongside: (tx: Transaction, plan: Id) => Promise<void> = () => Promise.resolve(),
  ): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => {
      const request = await this.drafting.draftDecided(tx, order, context.actor.id);
      await alongside(tx, request.plan);
      return request;
    });
  }

  describe({ ground, reference, subject, whole, destroyed, moved, kept }: DestroyRequest): readonly string[] {
    const count = destroyed.toLocaleString('en-US');
    return [
      `Destroys ${count} items: their keys first, then every version and copy, and what the log says about them in personal parts.`,
      `Ground: ${ground}, by ${namedReference(reference)}.`,
      ...(moved > 0
        ? [
            `${moved.toLocaleString('en-US')} items move to other people on them, whose claims remain, and stay readable for these.`,
          ]
        : []),
      ...(kept > 0 ? [`${kept.toLocaleString('en-US')} items stay, each with what keeps it in the plan.`] : []),
      ...(whole
        ? [`Nothing of the person ${subject ?? ''} stays: their identifiers and their own key go as well.`]
        : []),
      'A hold can stop it until it is started, and not afterwards.',
      'There is no way back. A certificate proves it.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<DestroyRequest>): Promise<void> {
    await this.starting.start(tx, context, approved);
  }
}
