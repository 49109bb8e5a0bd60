import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import { type PlannedItem, PlanRepository } from '../plan/plan.repository';
import { waitingItems } from '../plan/plan-request.service';
import type { SubjectRequest } from '../request';
import { RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../register/request.repository';

/** What a copy is made from: somebody who was identified, and the plan that says what they get. */
@Injectable()
export class PackageSources {
  constructor(
    private readonly requests: RequestRepository,
    private readonly plans: PlanRepository,
    private readonly subjects: Subjects,
  ) {}

  async find(tx: Transaction, id: Id): Promise<SubjectRequest> {
    const request = await this.requests.find(tx, id);
    if (request === null) throw new RequestNotFound();
    return request;
  }

  async get(
    tx: Transaction,
    id: Id,
  ): Promise<{
    readonly request: SubjectRequest;
    readonly subjects: readonly Id[];
    readonly plan: readonly PlannedItem[];
  }> {
    const request = await this.find(tx, id);
    const copies = request.type === 'access' || request.type === 'portability';
    if (!copies || request.subject === null || !['planned', 'answered'].includes(request.state)) throw new WrongState();
    const subjects = await this.subjects.family(tx, request.subject);
    return { request, subjects, plan: waitingItems(await this.plans.list(tx, id)) };
  }
}
