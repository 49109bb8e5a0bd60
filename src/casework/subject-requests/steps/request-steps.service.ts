import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { PauseReason } from '../../../lifecycle/clocks';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import type { AuditType } from '../../../trust/audit';
import { remediesOf } from '../letters/answer-letter';
import { Deadlines, type ExtensionReason } from './deadlines';
import type { RequestClock } from './duties';
import {
  canTurn,
  fits,
  type IdentityMeans,
  type RequestOutcome,
  type RequestState,
  type SubjectRequest,
  waitsForController,
} from '../request';
import { isToDo } from '../execution/execution';
import { PlanRepository } from '../plan/plan.repository';
import { waitingItems } from '../plan/plan-request.service';
import { RequestEntries } from '../register/request-entries';
import {
  ControllerDecides,
  OutcomeDoesNotFit,
  NomineeUnproven,
  NotCarriedOut,
  PersonUnknown,
  RemediesMissing,
  RequestNotFound,
  SubjectOutOfReach,
  WrongState,
} from '../request.errors';
import { RequestFiles } from '../register/request-files';
import { RequestRepository } from '../register/request.repository';

/** What was found out about who asks. */
export type IdentityFinding =
  | { readonly result: 'asked' | 'not_identified' }
  | { readonly result: 'confirmed'; readonly means?: IdentityMeans; readonly subject?: Id };

/** Outcomes that say that something was done. */
const promised: readonly RequestOutcome[] = ['fulfilled', 'partly', 'deferred'];

interface Step {
  readonly type: AuditType;
  /** Where it leads; null where the state stays. */
  readonly to: RequestState | null;
  readonly take: (tx: Transaction, now: Held) => Promise<string | undefined>;
}

interface Held {
  readonly request: SubjectRequest;
  readonly clocks: readonly RequestClock[];
  readonly now: Date;
}

/** What happens to a request after it was received. Each step, and each refused one, is an entry. */
@Injectable()
export class RequestSteps {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RequestRepository,
    private readonly files: RequestFiles,
    private readonly subjects: Subjects,
    private readonly deadlines: Deadlines,
    private readonly entries: RequestEntries,
    private readonly plans: PlanRepository,
  ) {}

  /** Who asks: asked for, confirmed by what is known of them already, or not to be found out. */
  async identify(context: RequestContext, id: Id, finding: IdentityFinding): Promise<void> {
    const to = { asked: 'identity_pending', confirmed: 'confirmed', not_identified: 'not_identified' } as const;
    await this.#step(context, id, {
      type: 'request.identified',
      to: to[finding.result],
      take: async (tx, held) => {
        if (finding.result === 'confirmed') await this.#confirm(tx, context, held, finding);
        else await this.repository.turn(tx, id, { state: to[finding.result] });
        const { clocks, request, now } = held;
        const turned =
          finding.result === 'asked'
            ? this.deadlines.pauseWherePossible(clocks, 'identity', now)
            : this.deadlines.resumeWherePaused(clocks, now);
        await this.#saveClocks(tx, request, turned, now);
        return finding.result === 'confirmed' ? finding.means : finding.result;
      },
    });
  }

  async pause(context: RequestContext, id: Id, reason: PauseReason): Promise<void> {
    await this.#turnClocks(context, id, 'request.paused', ({ clocks, now }) => [
      this.deadlines.pause(clocks, reason, now),
      reason,
    ]);
  }

  async resume(context: RequestContext, id: Id): Promise<void> {
    await this.#turnClocks(context, id, 'request.resumed', ({ clocks, now }) => [
      this.deadlines.resume(clocks, now),
      undefined,
    ]);
  }

  /** More time, once, where the law of the request knows it and the person is told in time. */
  async extend(context: RequestContext, id: Id, reason: ExtensionReason): Promise<void> {
    await this.#turnClocks(context, id, 'request.extended', ({ clocks, now, request }) => [
      this.deadlines.extend(clocks, request.jurisdiction, { reason, at: now }),
      reason,
    ]);
  }

  /** The person was told that it arrived. */
  async acknowledge(context: RequestContext, id: Id): Promise<void> {
    await this.#turnClocks(context, id, 'request.acknowledged', ({ clocks, now }) => [
      this.deadlines.meet(clocks, ['acknowledge'], now),
      undefined,
    ]);
  }

  /** The person was answered. What they were told is kept in the request's own file. */
  async answer(context: RequestContext, id: Id, said: { outcome: RequestOutcome; text: string }): Promise<void> {
    const answer = await this.entries.recordingRefusal(context, id, async () => {
      const known = await this.vault.read(context, (tx) => this.repository.find(tx, id));
      if (known === null) throw new RequestNotFound();
      return this.files.sealAnswer(id, said.text);
    });
    await this.#step(context, id, {
      type: 'request.answered',
      to: 'answered',
      take: async (tx, { request, clocks, now }) => {
        if (!fits(request.state, said.outcome)) throw new OutcomeDoesNotFit();
        if (promised.includes(said.outcome) && (await this.#isToBeCarriedOut(tx, request))) throw new NotCarriedOut();
        // What goes to the controller names no remedies: the person is not told by us.
        if (request.controller === null && !said.text.includes(remediesOf(request))) throw new RemediesMissing();
        // The day that it was due by stays: the figures compare it with the day of the answer.
        const dueAt = this.deadlines.next(clocks, request.jurisdiction, now);
        const met = this.deadlines.meet(clocks, ['acknowledge', 'answer'], now);
        await this.repository.saveClocks(tx, id, met, dueAt);
        const answeredBy = context.actor.id;
        const { outcome } = said;
        await this.repository.turn(tx, id, { state: 'answered', outcome, answeredAt: now, answeredBy, answer });
        return outcome;
      },
    });
  }

  async close(context: RequestContext, id: Id): Promise<void> {
    await this.#step(context, id, {
      type: 'request.closed',
      to: 'closed',
      take: async (tx, { now }) => {
        await this.repository.turn(tx, id, { state: 'closed', closedAt: now });
        return undefined;
      },
    });
  }

  /** Whether something was planned that nobody has had done yet. */
  async #isToBeCarriedOut(tx: Transaction, { id, state }: SubjectRequest): Promise<boolean> {
    return state === 'planned' && waitingItems(await this.plans.list(tx, id)).some(isToDo);
  }

  async #confirm(
    tx: Transaction,
    { actor }: RequestContext,
    { request }: Held,
    { means, subject: named }: { means?: IdentityMeans; subject?: Id },
  ): Promise<void> {
    const given = named ?? request.subject;
    if (given === null || means === undefined) throw new PersonUnknown();
    if (request.byNominee !== (means === 'nominee_proof')) throw new NomineeUnproven();
    const subject = await this.subjects.survivor(tx, given);
    if (subject === null || !(await this.subjects.canName(tx, actor, given))) throw new SubjectOutOfReach();
    const { id, type, regime } = request;
    const group = (await this.repository.findAlike(tx, { type, regime, subject }, id)) ?? id;
    const identified = { identity: means, identifiedBy: actor.id };
    await this.repository.turn(tx, id, { state: 'confirmed', subject, group, ...identified });
  }

  async #turnClocks(
    context: RequestContext,
    id: Id,
    type: AuditType,
    turn: (held: Held) => readonly [RequestClock[], string | undefined],
  ): Promise<void> {
    await this.#step(context, id, {
      type,
      to: null,
      take: async (tx, held) => {
        if (held.request.answeredAt !== null) throw new WrongState();
        const [clocks, reason] = turn(held);
        await this.#saveClocks(tx, held.request, clocks, held.now);
        return reason;
      },
    });
  }

  async #saveClocks(
    tx: Transaction,
    { id, jurisdiction }: SubjectRequest,
    clocks: readonly RequestClock[],
    now: Date,
  ): Promise<void> {
    await this.repository.saveClocks(tx, id, clocks, this.deadlines.next(clocks, jurisdiction, now));
  }

  async #step(context: RequestContext, id: Id, { type, to, take }: Step): Promise<void> {
    await this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const request = await this.repository.lock(tx, id);
        if (request === null) throw new RequestNotFound();
        if (waitsForController(request)) throw new ControllerDecides();
        if (to !== null && !canTurn(request.state, to)) throw new WrongState();
        const clocks = (await this.repository.listClocks(tx, [id])).get(id) ?? [];
        const reason = await take(tx, { request, clocks, now: await tx.now() });
        const { subject } = (await this.repository.find(tx, id)) ?? request;
        await this.entries.record(tx, context, type, { request: id, subject, reason });
      }),
    );
  }
}
