import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { HoldGrew, HoldNotFound, HoldReleased } from '../retention.errors';
import { coolDownDays } from './hold';
import { HoldRepository } from './hold.repository';

/** Which hold ends, and what that lets go. */
export type ReleaseRequest = {
  readonly hold: Id;
  readonly matter: string;
  readonly items: number;
  readonly erasable: number;
};

/** Releasing a hold takes two people; it says beforehand what becomes erasable, and destroys nothing itself. */
@Injectable()
export class ReleaseHold implements ApprovableAction<ReleaseRequest>, OnModuleInit {
  readonly name = 'hold.release';
  readonly mayRequest = ['legal'] as const;
  readonly mayApprove = ['legal', 'compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = false;
  readonly hours = 7 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: HoldRepository,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, hold: Id): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => {
      const { matter, items } = await this.#open(tx, hold);
      return { hold, matter, items, erasable: await this.repository.countErasable(tx, hold) };
    });
  }

  describe({ matter, items, erasable }: ReleaseRequest): readonly string[] {
    return [
      `Releases the hold of matter ${matter} over ${items.toLocaleString('en-US')} items.`,
      `${erasable.toLocaleString('en-US')} of them become erasable after ${coolDownDays} days; the others stay for other reasons.`,
      'Nothing is destroyed by the release itself. A new hold can be placed until keys are gone.',
    ];
  }

  async execute(tx: Transaction, { actor, origin }: RequestContext, approved: Approved<ReleaseRequest>): Promise<void> {
    const { id, items } = await this.#open(tx, approved.request.hold);
    if (items > approved.request.items) throw new HoldGrew();
    await this.repository.release(tx, id, approved.id);
    await this.audit.record(tx, {
      type: 'hold.released',
      actor,
      origin,
      role: 'legal',
      object: { object: id, part: 'hold', sha256: approved.hash },
      decision: 'allow',
    });
  }

  async #open(tx: Transaction, id: Id) {
    const hold = await this.repository.hold(tx, id);
    if (hold === null) throw new HoldNotFound();
    if (hold.releasedAt !== null) throw new HoldReleased();
    return hold;
  }
}
