import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type ItemSituation, Situations } from '../../../lifecycle/retention';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import { answerLetter } from '../letters/answer-letter';
import { canTurn, type SubjectRequest } from '../request';
import { RequestEntries } from '../request-entries';
import { PersonUnknown, RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../request.repository';
import { type ItemPlan, planOf } from './plan';
import { PlanRepository } from './plan.repository';

/** Works out what the law allows for each item of the person; as often as wanted, each time from how things stand then. */
@Injectable()
export class PlanRequest {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly requests: RequestRepository,
    private readonly plans: PlanRepository,
    private readonly situations: Situations,
    private readonly subjects: Subjects,
    private readonly entries: RequestEntries,
  ) {}

  /** `others` are items on which somebody saw more people than the one who asks. */
  async plan(context: RequestContext, id: Id, others: readonly Id[]): Promise<ItemPlan[]> {
    return this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const request = await this.requests.lock(tx, id);
        if (request === null) throw new RequestNotFound();
        if (!canTurn(request.state, 'planned')) throw new WrongState();
        await this.plans.save(tx, id, await this.#workOut(tx, request, others));
        await this.requests.turn(tx, id, { state: 'planned' });
        const { subject, type } = request;
        await this.entries.record(tx, context, 'request.planned', { request: id, subject, reason: type });
        return this.plans.list(tx, id);
      }),
    );
  }

  async show(context: RequestContext, id: Id): Promise<ItemPlan[]> {
    return (await this.#read(context, id, 'plan')).items;
  }

  /** A draft of the answer, from the plan as it stands. Nothing is sent or kept by it. */
  async draftLetter(context: RequestContext, id: Id, contact: string): Promise<string> {
    const { request, items } = await this.#read(context, id, 'letter');
    return answerLetter(request, items, contact);
  }

  async #read(
    context: RequestContext,
    id: Id,
    reason: 'plan' | 'letter',
  ): Promise<{ request: SubjectRequest; items: ItemPlan[] }> {
    return this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const request = await this.requests.find(tx, id);
        if (request === null) throw new RequestNotFound();
        const { subject } = request;
        await this.entries.record(tx, context, 'request.shown', { request: id, subject, reason, action: 'read' });
        return { request, items: await this.plans.list(tx, id) };
      }),
    );
  }

  async #workOut(
    tx: Transaction,
    { subject, type, regime }: SubjectRequest,
    others: readonly Id[],
  ): Promise<ItemPlan[]> {
    if (subject === null) throw new PersonUnknown();
    const items = await this.situations.ofSubjects(tx, await this.subjects.family(tx, subject));
    const several = new Set(others);
    const asked = items.map((item: ItemSituation) => ({ ...item, severalPeople: several.has(item.media) }));
    return planOf(asked, { type, regime }, await tx.now());
  }
}
