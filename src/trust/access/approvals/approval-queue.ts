import { Injectable } from '@nestjs/common';
import { type Id, type RequestContext, type Role, roles } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, type Page } from '../../../platform/http';
import { Audit, type CanonicalValue } from '../../audit';
import { NotFound } from '../access.errors';
import { Rules } from '../rules';
import { Approvables } from './approvable';
import { type Approval, type ApprovalState, decide, isOpen, requestOf } from './approval';
import { approvalEntry } from './approval-entries';
import { ApprovalRepository } from './approval.repository';

/** An approval as it is shown: with its request in plain words. */
export interface ApprovalView {
  /** Expired by now counts as expired, whether or not that is written yet. */
  readonly approval: Approval;
  readonly request: CanonicalValue;
  readonly description: readonly string[];
  /** Whether whoever looks may approve it now. */
  readonly mayApprove: boolean;
}

export interface ApprovalQuery {
  /** What waits for whoever asks, or what they asked for; without it everything in reach. */
  readonly queue?: 'decide' | 'requested';
  readonly state?: ApprovalState;
  readonly cursor?: string;
  readonly limit: number;
}

/** The reading side: who waits for whom, and for what exactly. */
@Injectable()
export class ApprovalQueue {
  constructor(
    private readonly database: VaultDatabase,
    private readonly repository: ApprovalRepository,
    private readonly approvables: Approvables,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  async get(context: RequestContext, id: Id): Promise<ApprovalView> {
    const { actor } = context;
    const view = await this.database.transaction(context, async (tx) => {
      const approval = await this.repository.find(tx, id, this.rules.scope(actor, 'read', 'Approval'));
      if (approval === null) {
        const reason = (await this.repository.systemExists(tx, id)) ? 'out_of_reach' : 'absent';
        const about = { role: null, reason, decision: 'deny' } as const;
        await this.audit.record(tx, approvalEntry(context, 'approval.denied', about));
        return null;
      }
      await this.audit.record(tx, approvalEntry(context, 'approval.shown', { approval, role: this.#role(context) }));
      return (await this.#presenter(tx, context))(approval);
    });
    if (view === null) throw new NotFound();
    return view;
  }

  async list(context: RequestContext, { cursor, limit, queue, state }: ApprovalQuery): Promise<Page<ApprovalView>> {
    const name = `approvals ${JSON.stringify({ queue, state })}`;
    const [requestedAt, last] = cursor === undefined ? [] : this.cursors.decode(name, cursor);
    const before = requestedAt === undefined ? undefined : { requestedAt: String(requestedAt), id: String(last) };
    const { actor } = context;
    return this.database.transaction(context, async (tx) => {
      const scope = this.rules.scope(actor, queue === 'decide' ? 'give' : 'read', 'Approval');
      const filter = { queue: queue && { kind: queue, actor }, state, before, limit: limit + 1 };
      const rows = await this.repository.list(tx, filter, scope);
      await this.audit.record(tx, approvalEntry(context, 'approval.listed', { role: this.#role(context) }));
      const present = await this.#presenter(tx, context);
      return this.cursors.page(name, rows, limit, (row) => [row.requestedAtText, row.id], present);
    });
  }

  /** What the steps answer with: the request as it stands after them. */
  async show(context: RequestContext, step: Promise<Approval>): Promise<ApprovalView> {
    const approval = await step;
    return this.database.read(context, async (tx) => (await this.#presenter(tx, context))(approval));
  }

  /** How this person sees requests at this moment of the database's clock. */
  async #presenter(tx: Transaction, { actor }: RequestContext): Promise<(approval: Approval) => ApprovalView> {
    const now = await tx.now();
    const persons = await this.repository.personsOf(tx, actor.id);
    return (approval) => {
      const { hash, action, requestedBy } = approval;
      const held = this.rules.ability(actor).holders('give', 'Approval', { action, requestedBy: requestedBy.id });
      const mayApprove = roles
        .filter((role) => held.includes(role))
        .some((role) => 'next' in decide(approval, { kind: 'give', by: { id: actor.id, role, persons }, hash }, now));
      const request = requestOf(approval);
      const expired = isOpen(approval) && approval.expiresAt <= now;
      return {
        approval: expired ? { ...approval, state: 'expired' } : approval,
        request,
        description: this.approvables.get(action).describe(request),
        mayApprove,
      };
    };
  }

  #role({ actor }: RequestContext): Role | null {
    const role = this.rules.role(actor, 'read', 'Approval');
    return roles.find((candidate) => candidate === role) ?? null;
  }
}
