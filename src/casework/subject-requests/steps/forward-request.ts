import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Subjects } from '../../../records/subjects';
import type { AuditType } from '../../../trust/audit';
import { RequestEntries } from '../register/request-entries';
import { RequestRepository } from '../register/request.repository';
import { canTurn, type SubjectRequest } from '../request';
import { DecidedHere, PersonUnknown, RequestNotFound, SubjectOutOfReach, WrongState } from '../request.errors';
import { Deadlines } from './deadlines';

/** What the controller wants done: its reference, and whose items are meant where something is. */
export interface Instruction {
  readonly reference: string;
  readonly act: boolean;
  readonly subject?: Id;
}

/**
 * A request about data that are processed for somebody else (GDPR Art 28(3)(e); regulation D4, R12): forwarded within its clock,
 * and nothing is said to the person or done until the controller instructs.
 */
@Injectable()
export class ForwardRequest {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RequestRepository,
    private readonly subjects: Subjects,
    private readonly deadlines: Deadlines,
    private readonly entries: RequestEntries,
  ) {}

  async forward(context: RequestContext, id: Id): Promise<void> {
    await this.#step(context, id, 'request.forwarded', async (tx, request) => {
      if (!canTurn(request.state, 'forwarded')) throw new WrongState();
      const now = await tx.now();
      const clocks = (await this.repository.listClocks(tx, [id])).get(id) ?? [];
      const met = this.deadlines.meet(clocks, ['forward'], now);
      await this.repository.saveClocks(tx, id, met, this.deadlines.next(met, request.jurisdiction, now));
      await this.repository.turn(tx, id, { state: 'forwarded', forwardedAt: now });
      return undefined;
    });
  }

  /** What the controller decided. To act makes the request one of a recognised person; the controller has recognised them. */
  async instruct(context: RequestContext, id: Id, { reference, act, subject }: Instruction): Promise<void> {
    await this.#step(context, id, 'request.instructed', async (tx, request) => {
      if (request.state !== 'forwarded' || request.instruction !== null) throw new WrongState();
      const found = act ? await this.#recognised(tx, context, request, subject) : {};
      await this.repository.turn(tx, id, { state: act ? 'confirmed' : 'forwarded', instruction: reference, ...found });
      return act ? 'act' : 'leave';
    });
  }

  async #recognised(tx: Transaction, { actor }: RequestContext, request: SubjectRequest, named: Id | undefined) {
    const given = named ?? request.subject;
    if (given === null) throw new PersonUnknown();
    const subject = await this.subjects.survivor(tx, given);
    if (subject === null || !(await this.subjects.canName(tx, actor, given))) throw new SubjectOutOfReach();
    return { subject, identity: 'controller_instruction', identifiedBy: actor.id };
  }

  async #step(
    context: RequestContext,
    id: Id,
    type: AuditType,
    take: (tx: Transaction, request: SubjectRequest) => Promise<string | undefined>,
  ): Promise<void> {
    await this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const request = await this.repository.lock(tx, id);
        if (request === null) throw new RequestNotFound();
        if (request.controller === null) throw new DecidedHere();
        const reason = await take(tx, request);
        const { subject } = (await this.repository.find(tx, id)) ?? request;
        await this.entries.record(tx, context, type, { request: id, subject, reason });
      }),
    );
  }
}
