import { Injectable } from '@nestjs/common';
import { type Id, type RequestContext, type Role, roles, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Audit, type AuditType } from '../../audit';
import {
  ApprovalConflict,
  ApprovalExpired,
  ApprovalRequired,
  Forbidden,
  NotFound,
  OtherRoleRequired,
  OwnApproval,
  RequestChanged,
  SelfApproval,
} from '../access.errors';
import type { Action } from '../policy';
import { Rules } from '../rules';
import { type Act, type Approval, type ApprovalRefusal, decide, type Party } from './approval';
import { approvalEntry } from './approval-entries';
import { ApprovalRepository } from './approval.repository';

/** One step on one request, before it is decided. */
interface Step {
  readonly id: Id;
  /** What a rule has to permit on this request. */
  readonly action: Action;
  /** The entry where it happens. */
  readonly type: AuditType;
  /** The act by whoever takes it; asked with the request held still. */
  act(tx: Transaction, approval: Approval, by: Party): Promise<Act> | Act;
  /** Whatever else belongs into the same transaction. */
  then?(tx: Transaction, approval: Approval): Promise<void>;
}

type Outcome = { readonly done: Approval } | { readonly refused: Error };

const refusals: Readonly<Record<ApprovalRefusal, new () => Error>> = {
  state: ApprovalConflict,
  already_given: ApprovalConflict,
  expired: ApprovalExpired,
  own_request: SelfApproval,
  own_approval: OwnApproval,
  same_role: OtherRoleRequired,
  changed: RequestChanged,
  not_requester: Forbidden,
  missing: ApprovalRequired,
};

class NotDone extends Error {
  constructor(
    readonly approval: Approval,
    cause: unknown,
  ) {
    super('what was approved could not be done', { cause });
    this.name = 'NotDone';
  }
}

/** Takes steps: the request is held still, the pure rules decide, and step and entry are one transaction. */
@Injectable()
export class ApprovalSteps {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: ApprovalRepository,
    private readonly rules: Rules,
    private readonly audit: Audit,
  ) {}

  async take(context: RequestContext, step: Step): Promise<Approval> {
    const taking = this.database.transaction(context, (tx) => this.#take(tx, context, step));
    const outcome = await taking.catch((error: unknown) => this.#noteFailure(context, error));
    if ('refused' in outcome) throw outcome.refused;
    return outcome.done;
  }

  /** Ends some of those whose time is over. */
  async expire(limit: number): Promise<number> {
    const context = systemContext('approvals');
    return this.database.transaction(context, async (tx) => (await this.#expire(tx, context, null, limit)).length);
  }

  async #take(tx: Transaction, context: RequestContext, step: Step): Promise<Outcome> {
    const { actor } = context;
    const approval = await this.repository.hold(tx, step.id, this.rules.scope(actor, step.action, 'Approval'));
    if (approval === null) return this.#notFound(tx, context, step.id);
    const role = this.#roleFor(context, step, approval);
    const by = { id: actor.id, role, persons: await this.repository.personsOf(tx, actor.id) };
    const act = await step.act(tx, approval, by);
    const decision = decide(approval, act, await tx.now());
    if ('refused' in decision) return this.#refuse(tx, context, approval, decision.refused);
    await this.repository.save(tx, approval, decision.next);
    const reason = act.kind === 'decline' ? act.reason : undefined;
    await this.audit.record(tx, approvalEntry(context, step.type, { approval: decision.next, role, reason }));
    await step.then?.(tx, decision.next).catch((error: unknown) => {
      throw new NotDone(decision.next, error);
    });
    return { done: decision.next };
  }

  /** What was approved could not be done: nothing of it is, and that somebody tried stands in the log. */
  async #noteFailure(context: RequestContext, error: unknown): Promise<never> {
    if (!(error instanceof NotDone)) throw error;
    const about = { approval: error.approval, role: null, reason: 'not_executed', decision: 'error' } as const;
    await this.audit.recordAlone(approvalEntry(context, 'approval.denied', about));
    throw error.cause;
  }

  async #notFound(tx: Transaction, context: RequestContext, id: Id): Promise<Outcome> {
    const reason = (await this.repository.systemExists(tx, id)) ? 'out_of_reach' : 'absent';
    await this.audit.record(tx, approvalEntry(context, 'approval.denied', { role: null, reason, decision: 'deny' }));
    return { refused: new NotFound() };
  }

  async #refuse(
    tx: Transaction,
    context: RequestContext,
    approval: Approval,
    reason: ApprovalRefusal,
  ): Promise<Outcome> {
    if (reason === 'expired') await this.#expire(tx, context, approval.id);
    const entry = approvalEntry(context, 'approval.denied', { approval, role: null, reason, decision: 'deny' });
    await this.audit.record(tx, entry);
    return { refused: new refusals[reason]() };
  }

  async #expire(tx: Transaction, { origin }: RequestContext, id: Id | null, limit = 1): Promise<Approval[]> {
    const expired = await this.repository.expire(tx, id, limit);
    const clock = { actor: systemContext('approvals').actor, origin };
    for (const approval of expired)
      await this.audit.record(tx, approvalEntry(clock, 'approval.expired', { approval, role: 'system' }));
    return expired;
  }

  /** The role that lets the actor take this step; another than the requester's where they hold one. */
  #roleFor({ actor }: RequestContext, { action }: Step, { action: name, requestedBy }: Approval): Role {
    const row = { action: name, requestedBy: requestedBy.id };
    const holders = this.rules.ability(actor).holders(action, 'Approval', row);
    const held = roles.filter((role) => holders.includes(role));
    const role = held.find((candidate) => candidate !== requestedBy.role) ?? held[0];
    if (role === undefined) throw new Forbidden();
    return role;
  }
}
