import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type PeopleAnswer, PeopleAnswers } from '../../../lifecycle/destruction';
import { type ItemSituation, Situations } from '../../../lifecycle/retention';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import { RequestChanged } from '../../../trust/access';
import { letterFor } from '../letters/answer-letter';
import { canTurn, type SubjectRequest } from '../request';
import { RequestEntries } from '../register/request-entries';
import { CorrectionDoesNotFit, PersonUnknown, RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../register/request.repository';
import {
  type AskedItem,
  type Correction,
  hashOfPlan,
  type ItemPlan,
  known,
  nothingSaid,
  type PlanSaid,
  planOf,
} from './plan';
import { type PlannedItem, PlanRepository } from './plan.repository';

/** Works out what the law allows for each item of the person; as often as wanted, each time from how things stand then. */
@Injectable()
export class PlanRequest {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly requests: RequestRepository,
    private readonly plans: PlanRepository,
    private readonly situations: Situations,
    private readonly people: PeopleAnswers,
    private readonly subjects: Subjects,
    private readonly entries: RequestEntries,
  ) {}

  async plan(context: RequestContext, id: Id, said: PlanSaid): Promise<PlannedItem[]> {
    return this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const request = await this.requests.lock(tx, id);
        if (request === null) throw new RequestNotFound();
        if (!canTurn(request.state, 'planned')) throw new WrongState();
        await this.plans.save(tx, id, await this.#workOut(tx, request, said), said);
        await this.requests.turn(tx, id, { state: 'planned' });
        const { subject, type } = request;
        await this.entries.record(tx, context, 'request.planned', { request: id, subject, reason: type });
        return this.plans.list(tx, id);
      }),
    );
  }

  async show(context: RequestContext, id: Id): Promise<PlannedItem[]> {
    const { items } = await this.#read(context, id, 'plan');
    return this.entries.mayOpen(context) ? items : known(items);
  }

  /** A draft of the answer, from the plan as it stands. Nothing is sent or kept by it. */
  async draftLetter(context: RequestContext, id: Id, contact: string): Promise<string> {
    const { request, items } = await this.#read(context, id, 'letter');
    return letterFor(request, items, contact);
  }

  /** Works it out once more and gives the plan, if nothing is other than it was planned; the items stay locked. */
  async assertUnchanged(tx: Transaction, request: SubjectRequest): Promise<ItemPlan[]> {
    const said = (await this.plans.findSaid(tx, request.id)) ?? nothingSaid;
    const planned = waitingItems(await this.plans.list(tx, request.id));
    const now = await this.#workOut(tx, request, said);
    if (hashOfPlan(planned) !== hashOfPlan(now)) throw new RequestChanged();
    return now;
  }

  async #read(
    context: RequestContext,
    id: Id,
    reason: 'plan' | 'letter',
  ): Promise<{ request: SubjectRequest; items: PlannedItem[] }> {
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

  async #workOut(tx: Transaction, { subject, type, regime }: SubjectRequest, said: PlanSaid): Promise<ItemPlan[]> {
    if (subject === null) throw new PersonUnknown();
    const items = await this.situations.ofSubjects(tx, await this.subjects.family(tx, subject));
    assertOwn(items, said);
    const answers = await this.people.of(
      tx,
      items.map(({ media }) => media),
    );
    const several = new Set([...said.severalPeople, ...answers.keys()]);
    const asked = items.map((item: ItemSituation) => ({
      ...item,
      severalPeople: several.has(item.media),
      decided: decidedBy(answers.get(item.media)),
    }));
    return planOf(asked, { type, regime, said }, await tx.now());
  }
}

function decidedBy(answer: PeopleAnswer | undefined): AskedItem['decided'] {
  if (answer === undefined || answer.open) return null;
  return answer.movesTo === null ? 'erase' : 'move';
}

/** Another person's item neither takes the place of one, nor is replaced; and nothing is replaced by itself. */
function assertOwn(items: readonly ItemSituation[], { corrections }: PlanSaid): void {
  const own = new Set(items.map(({ media }) => media));
  const fits = ({ media, replacedBy }: Correction): boolean =>
    media !== replacedBy && own.has(media) && own.has(replacedBy);
  if (!corrections.every(fits)) throw new CorrectionDoesNotFit();
}

/** What a plan is about now: not what was destroyed under an earlier one. */
export function waitingItems(items: readonly PlannedItem[]): PlannedItem[] {
  return items.filter(({ destruction }) => destruction === null);
}
