import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import {
  type Approval,
  type ApprovableAction,
  Approvables,
  Approvals,
  type Approved,
  RequestChanged,
} from '../../../trust/access';
import { PeopleUndecided } from '../../../lifecycle/destruction';
import { hashOfPlan, isUndecided, type ItemPlan } from '../plan/plan';
import { PlanRequest } from '../plan/plan-request.service';
import { canTurn, type SubjectRequest } from '../request';
import { RequestEntries } from '../register/request-entries';
import { RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../register/request.repository';
import { ExecutePlan } from './execute-plan';
import { erasedNow, isToDo, restrictionOf, staysForNow, takenNow } from './execution';

/** What is approved: the plan, by the hash of all its decisions. */
export type CarryOutRequest = {
  readonly request: Id;
  readonly planSha256: string;
  readonly erase: number;
  readonly move: number;
  readonly restrict: number;
  readonly stay: number;
};

/**
 * Carrying out what was planned: the DPO asks for it and can do no more, a compliance officer approves exactly this plan, a records
 * manager has it done (regulation D7). The same approval covers what has to stay for now and is erased later.
 */
@Injectable()
export class CarryOutRequests implements ApprovableAction<CarryOutRequest>, OnModuleInit {
  readonly name = 'request.carry_out';
  readonly mayRequest = ['dpo'] as const;
  readonly mayApprove = ['compliance_officer'] as const;
  readonly mayStart = ['records_manager'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 7 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly approving: Approvals,
    private readonly requests: RequestRepository,
    private readonly planning: PlanRequest,
    private readonly executing: ExecutePlan,
    private readonly entries: RequestEntries,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async ask(context: RequestContext, id: Id): Promise<Approval> {
    return this.entries.recordingRefusal(context, id, () =>
      this.approving.request(context, this, async (tx) => {
        const request = executable(await this.requests.lock(tx, id));
        const plan = await this.planning.assertUnchanged(tx, request);
        const undecided = plan.filter(isUndecided);
        if (undecided.length > 0) throw new PeopleUndecided(undecided.slice(0, 100));
        if (!plan.some(isToDo)) throw new WrongState();
        await this.entries.record(tx, context, 'request.execution.asked', { request: id, subject: request.subject });
        return frozen(id, plan);
      }),
    );
  }

  describe({ request, erase, move, restrict, stay }: CarryOutRequest): readonly string[] {
    const count = (n: number): string => n.toLocaleString('en-US');
    return [
      `Carries out the plan of the subject request ${request}.`,
      ...(erase > 0
        ? [`${count(erase)} items are destroyed at once: their keys first, then every version and copy.`]
        : []),
      ...(move > 0
        ? [`${count(move)} items become other people’s, whose claims remain: they stay for these alone.`]
        : []),
      ...(restrict > 0 ? [`${count(restrict)} items are restricted at once: kept, and not used.`] : []),
      ...(stay > 0
        ? [
            `${count(stay)} of these are destroyed later without a new approval, as soon as no law and no hold keeps them.`,
          ]
        : []),
      'There is no way back from a destruction. A certificate proves it.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<CarryOutRequest>): Promise<void> {
    const { request: id, planSha256 } = approved.request;
    const request = executable(await this.requests.lock(tx, id));
    const plan = await this.planning.assertUnchanged(tx, request);
    if (hashOfPlan(plan) !== planSha256) throw new RequestChanged();
    await this.executing.start(tx, context, { request, plan, approved });
  }
}

function frozen(request: Id, plan: readonly ItemPlan[]): CarryOutRequest {
  return {
    request,
    planSha256: hashOfPlan(plan),
    erase: erasedNow(plan).length,
    move: takenNow(plan).length - erasedNow(plan).length,
    restrict: plan.filter((item) => restrictionOf(item) !== null).length,
    stay: plan.filter(staysForNow).length,
  };
}

function executable(request: SubjectRequest | null): SubjectRequest {
  if (request === null) throw new RequestNotFound();
  if (!canTurn(request.state, 'executing')) throw new WrongState();
  return request;
}
