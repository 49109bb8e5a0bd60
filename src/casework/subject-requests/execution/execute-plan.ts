import { Injectable } from '@nestjs/common';
import { type Id, Refusal, type RequestContext, systemContext } from '../../../kernel';
import { type DestructionOrder, DestructionPlans } from '../../../lifecycle/destruction';
import { Restrictions } from '../../../lifecycle/retention';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import type { ItemPlan } from '../plan/plan';
import type { SubjectRequest } from '../request';
import { RequestEntries } from '../register/request-entries';
import { NoticeRepository } from '../recipients/notice.repository';
import { RequestRepository } from '../register/request.repository';
import { erasedNow, restrictionsOf, takenNow } from './execution';
import { ExecutionRepository } from './execution.repository';

const system = systemContext('subject-requests');
/** What plans of destruction and restrictions under a request name as what they rest on. */
export const referenceKind = 'subject_request';

interface Started {
  readonly request: SubjectRequest;
  readonly plan: readonly ItemPlan[];
  readonly approved: { readonly id: Id; readonly hash: string };
}

/** Does what an approved plan says: restricts what stays, has destroyed what goes, and later what could not go at once. */
@Injectable()
export class ExecutePlan {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly requests: RequestRepository,
    private readonly executions: ExecutionRepository,
    private readonly restrictions: Restrictions,
    private readonly destructions: DestructionPlans,
    private readonly entries: RequestEntries,
    private readonly notices: NoticeRepository,
  ) {}

  /** In the transaction that ends the approval. */
  async start(tx: Transaction, context: RequestContext, { request, plan, approved }: Started): Promise<void> {
    const { id, subject } = request;
    await this.requests.turn(tx, id, { state: 'executing', planApproval: approved.id });
    await this.entries.record(tx, context, 'request.execution.started', { request: id, subject, action: 'use' });
    for (const [ground, media] of restrictionsOf(plan))
      await this.restrictions.restrict(tx, system, { ground, media, reference: `${referenceKind}/${id}` });
    const going = takenNow(plan);
    await this.#tellRecipients(tx, request, {
      erased: erasedNow(plan),
      restricted: [...restrictionsOf(plan).values()].flat(),
    });
    if (going.length === 0) return this.#finish(tx, request);
    const scope = going.length === plan.length && subject !== null ? { subject } : { media: going };
    await this.#destroy(tx, context, { id, approved, scope, later: false });
  }

  /** A plan of destruction has come to its end. */
  async certified(plan: Id, { request: id, certificate }: { request: Id; certificate: Id }): Promise<void> {
    await this.vault.transaction(system, async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (request === null || !(await this.executions.systemCertify(tx, plan, certificate))) return;
      if (request.state === 'executing') await this.#finish(tx, request);
      else await this.entries.record(tx, system, 'request.erased_later', { request: id, subject: request.subject });
    });
  }

  /** Has destroyed what waited and is kept by nothing any more, request by request, each under its own approval. */
  async eraseLater(signal: AbortSignal): Promise<void> {
    const due = await this.vault.read(system, (tx) => this.executions.systemListDue(tx, 1_000));
    for (const id of due) {
      if (signal.aborted) return;
      await this.vault
        .transaction(system, (tx) => this.#eraseDue(tx, id))
        .catch((error: unknown) => {
          // Something has come between that keeps all of it: the next round looks again.
          if (!(error instanceof Refusal) || error.code !== 'nothing_to_destroy') throw error;
        });
    }
  }

  async #eraseDue(tx: Transaction, id: Id): Promise<void> {
    const request = await this.requests.lock(tx, id);
    if (request === null) return;
    const { planApproval: approval } = request;
    const media = await this.executions.systemDueItems(tx, id);
    if (approval === null || media.length === 0) return;
    const hash = await this.requests.systemApprovedHash(tx, approval);
    await this.#destroy(tx, system, { id, approved: { id: approval, hash }, scope: { media }, later: true });
    await this.#tellRecipients(tx, request, { erased: media, restricted: [] });
  }

  async #tellRecipients(
    tx: Transaction,
    { id, subject }: SubjectRequest,
    items: { erased: readonly Id[]; restricted: readonly Id[] },
  ): Promise<void> {
    if ((await this.notices.systemOpen(tx, id, items)) > 0)
      await this.entries.record(tx, system, 'request.notice.opened', { request: id, subject });
  }

  async #destroy(
    tx: Transaction,
    context: RequestContext,
    { id, approved, scope, later }: { id: Id; approved: Started['approved']; scope: Scope; later: boolean },
  ): Promise<void> {
    const order: DestructionOrder = { ground: 'request', reference: { kind: referenceKind, id }, ...scope };
    const plan = await this.destructions.begin(tx, context, order, approved);
    await this.executions.add(tx, id, { plan, later });
    await this.destructions.eachTaken(tx, plan, (taken) => this.executions.noteTaken(tx, id, { plan, taken }));
  }

  async #finish(tx: Transaction, { id, subject }: SubjectRequest): Promise<void> {
    await this.requests.turn(tx, id, { state: 'carried_out', carriedOutAt: await tx.now() });
    await this.entries.record(tx, system, 'request.execution.finished', { request: id, subject });
  }
}

type Scope = { readonly media: readonly Id[] } | { readonly subject: Id };
