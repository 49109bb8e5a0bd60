import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../../trust/access';
import { ClaimKeeper } from '../claims/claim-keeper';
import { NoticeMissing, RestrictionLifted, RestrictionNotFound } from '../retention.errors';
import { isPriorNotice, type Restriction } from './restriction';
import { RestrictionEntries } from './restriction-entries';
import { RestrictionRepository } from './restriction.repository';

/** Which restriction ends, and when the person was told. */
export type LiftRequest = {
  readonly restriction: Id;
  readonly ground: string;
  readonly reference: string;
  readonly items: number;
  readonly noticedOn: string;
};

/** Lifting a restriction takes two people, and the person has been told before (GDPR Art 18(3)). */
@Injectable()
export class LiftRestriction implements ApprovableAction<LiftRequest>, OnModuleInit {
  readonly name = 'restriction.lift';
  readonly mayRequest = ['dpo', 'legal'] as const;
  readonly mayApprove = ['dpo', 'legal', 'compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = false;
  readonly hours = 7 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: RestrictionRepository,
    private readonly keeper: ClaimKeeper,
    private readonly entries: RestrictionEntries,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, restriction: Id, noticedOn: string): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => {
      const { ground, reference, items } = await this.#running(tx, restriction, noticedOn);
      return { restriction, ground, reference, items, noticedOn };
    });
  }

  describe({ ground, reference, items, noticedOn }: LiftRequest): readonly string[] {
    return [
      `Lifts the restriction of ${items.toLocaleString('en-US')} items (${ground}, ${reference}).`,
      `The person was told on ${noticedOn}.`,
      'They open again as their other restrictions and the dates of their claims allow.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<LiftRequest>): Promise<void> {
    const { restriction, noticedOn } = approved.request;
    const { id, ground } = await this.#running(tx, restriction, noticedOn);
    const covered = await this.repository.systemCovered(tx, id);
    await this.repository.lift(tx, id, { noticedOn, approval: approved.id });
    await this.keeper.refreshMany(
      tx,
      covered.map(({ media }) => media),
    );
    await this.entries.about(tx, context, 'restriction.lifted', { id, ground, covered, approved: approved.hash });
  }

  async #running(tx: Transaction, id: Id, noticedOn: string): Promise<Restriction> {
    const restriction = await this.repository.hold(tx, id);
    if (restriction === null) throw new RestrictionNotFound();
    if (restriction.liftedAt !== null) throw new RestrictionLifted();
    if (!isPriorNotice(noticedOn, restriction, await tx.now())) throw new NoticeMissing();
    return restriction;
  }
}
