import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Certification } from '../certificates/certification';
import { PlanNotFound } from '../destruction.errors';
import { hasReached, type PlanState, stateAfter } from '../destruction';
import { type Plan, PlanRepository, type StepResult } from '../plans/plan.repository';
import { EndKeys } from './end-keys';
import { EraseParts } from './erase-parts';
import { type Progress, RemoveBytes } from './remove-bytes';
import { RemoveCopies } from './remove-copies';

const system = systemContext('destruction');

/**
 * Carries a started plan out: keys, copies and streams, personal parts of the log, bytes, certificate. A step is noted once it
 * is done, and does nothing new when it is done again: whatever breaks off is carried on by the next attempt, and two attempts
 * at once leave what one would.
 */
@Injectable()
export class DestructionSaga {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly endKeys: EndKeys,
    private readonly removeCopies: RemoveCopies,
    private readonly eraseParts: EraseParts,
    private readonly removeBytes: RemoveBytes,
    private readonly certification: Certification,
  ) {}

  /** Answers the certificate's id. */
  async carryOut(planId: Id, progress: Progress = () => undefined): Promise<Id> {
    return this.#carryOn(planId, 'certified', progress);
  }

  /** Only until nothing of it opens anywhere any more: what comes then waits for entries to be sealed, and so for a vault that serves. */
  async makeUnreadable(planId: Id): Promise<void> {
    await this.#carryOn(planId, 'copies_gone', () => undefined);
  }

  async #carryOn(planId: Id, until: PlanState, progress: Progress): Promise<Id> {
    for (;;) {
      const plan = await this.vault.read(system, (tx) => this.plans.find(tx, planId));
      if (plan === null || plan.state === 'drafted') throw new PlanNotFound();
      if (plan.state === 'certified' || hasReached(plan.state, until)) return plan.certificateId;
      if (plan.state === 'bytes_gone') await this.certification.certify(plan);
      else await this.#advance(plan, await this.#step(plan, plan.state, progress));
    }
  }

  /** The work that leads out of a state. */
  async #step(
    plan: Plan,
    state: 'started' | 'keys_gone' | 'copies_gone' | 'parts_erased',
    progress: Progress,
  ): Promise<StepResult> {
    switch (state) {
      case 'started':
        return this.endKeys.end(plan);
      case 'keys_gone':
        return this.removeCopies.remove(plan);
      case 'copies_gone':
        return this.eraseParts.erase(plan);
      case 'parts_erased':
        return this.removeBytes.remove(plan, progress);
    }
  }

  async #advance({ id, state: from }: Plan, found: StepResult): Promise<void> {
    const to = stateAfter(from);
    if (to !== null)
      await this.vault.transaction(system, (tx) => this.plans.systemAdvance(tx, id, { from, to }, found));
  }
}
