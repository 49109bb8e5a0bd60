import { Injectable } from '@nestjs/common';
import { type Id, type RequestContext, type Role, roles } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Audit, type CanonicalValue } from '../../audit';
import { Forbidden, NotFound } from '../access.errors';
import { Rules } from '../rules';
import { type ApprovableAction, Approvables } from './approvable';
import { type Approval, bodyOf, type DeclineReason, requestOf } from './approval';
import { approvalEntry } from './approval-entries';
import { ApprovalRepository } from './approval.repository';
import { ApprovalSteps } from './approval-steps';

/** Makes the request to be approved, in the transaction that freezes it. Ids and codes only: it is kept, and shown. */
export type Freeze<Request extends CanonicalValue> = (tx: Transaction) => Promise<Request> | Request;

/**
 * The one way in which something that nobody may do alone comes to be done: asked for through the module that does it,
 * approved by others as exactly these bytes, then executed once with them. Every step and every refusal is an entry.
 */
@Injectable()
export class Approvals {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: ApprovalRepository,
    private readonly steps: ApprovalSteps,
    private readonly approvables: Approvables,
    private readonly rules: Rules,
    private readonly audit: Audit,
  ) {}

  /** Asks for an action. For the module that owns it, from its own route. */
  async request<Request extends CanonicalValue>(
    context: RequestContext,
    action: ApprovableAction<Request>,
    freeze: Freeze<Request>,
  ): Promise<Approval> {
    const role = await this.#requesterRole(context, action.name);
    return this.database.transaction(context, async (tx) => {
      const id = await this.repository.add(tx, {
        action: action.name,
        body: bodyOf(action.name, await freeze(tx)),
        needed: action.approvals,
        differentRole: action.differentRole,
        requestedBy: { id: context.actor.id, role },
        hours: action.hours,
      });
      const approval = await this.repository.find(tx, id, this.rules.scope(context.actor, 'ask', 'Approval'));
      if (approval === null) throw new NotFound();
      await this.audit.record(tx, approvalEntry(context, 'approval.requested', { approval, role }));
      return approval;
    });
  }

  /** Changes what is asked for: whatever was approved before no longer counts. */
  async change<Request extends CanonicalValue>(
    context: RequestContext,
    id: Id,
    action: ApprovableAction<Request>,
    freeze: Freeze<Request>,
  ): Promise<Approval> {
    return this.steps.take(context, {
      id,
      action: 'revoke',
      type: 'approval.changed',
      act: async (tx, asked, by) => {
        if (asked.action !== action.name) throw new NotFound();
        const expiresAt = new Date((await tx.now()).getTime() + action.hours * 3_600_000);
        return { kind: 'change', by, body: bodyOf(action.name, await freeze(tx)), expiresAt };
      },
    });
  }

  /** Approves the request whose hash the approver has seen. */
  async give(context: RequestContext, id: Id, hash: string): Promise<Approval> {
    return this.steps.take(context, {
      id,
      action: 'give',
      type: 'approval.given',
      act: (_tx, _approval, by) => ({ kind: 'give', by, hash }),
    });
  }

  async decline(context: RequestContext, id: Id, reason: DeclineReason): Promise<Approval> {
    return this.steps.take(context, {
      id,
      action: 'give',
      type: 'approval.declined',
      act: (_tx, _approval, by) => ({ kind: 'decline', by, reason }),
    });
  }

  async withdraw(context: RequestContext, id: Id): Promise<Approval> {
    return this.steps.take(context, {
      id,
      action: 'revoke',
      type: 'approval.withdrawn',
      act: (_tx, _approval, by) => ({ kind: 'withdraw', by }),
    });
  }

  /** Has it done: exactly what was approved, exactly once. */
  async execute(context: RequestContext, id: Id): Promise<Approval> {
    return this.steps.take(context, {
      id,
      action: 'use',
      type: 'approval.executed',
      act: (_tx, _approval, by) => ({ kind: 'execute', by }),
      then: async (tx, approval) => {
        const approved = { id, request: requestOf(approval), hash: approval.hash };
        await this.approvables.get(approval.action).execute(tx, context, approved);
      },
    });
  }

  async #requesterRole(context: RequestContext, action: string): Promise<Role> {
    const { actor } = context;
    const holders = this.rules.ability(actor).holders('ask', 'Approval', { action, requestedBy: actor.id });
    const role = roles.find((candidate) => holders.includes(candidate));
    if (role !== undefined) return role;
    const about = { role: null, reason: 'role', decision: 'deny' } as const;
    await this.audit.recordAlone(approvalEntry(context, 'approval.denied', about));
    throw new Forbidden();
  }
}
