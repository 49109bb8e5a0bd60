import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type DestructibleItem, MediaDestruction } from '../../../records/media';
import { Keys } from '../../../trust/keys';
import { type Plan, PlanRepository, type StepResult } from '../plans/plan.repository';
import { PlanScope } from './plan-scope';

const system = systemContext('destruction');
const itemsAtOnce = 200;
const removalsAtOnce = 8;

/** How many items have no bytes any more. */
export type Progress = (done: number) => void;

/** Each item's bytes are removed and looked for; then its row forgets what was sealed, and the plan notes it. */
@Injectable()
export class RemoveBytes {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly scope: PlanScope,
    private readonly media: MediaDestruction,
    private readonly keys: Keys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async remove(plan: Plan, progress: Progress): Promise<StepResult> {
    // Rows of keys that open nothing since their subject's key went.
    for (const subject of await this.scope.ended(plan)) await this.keys.endSubject(systemActor, subject);
    let done = 0;
    for (let left = await this.#left(plan); left.length > 0; left = await this.#left(plan)) {
      await this.#removeSome(plan, left);
      progress((done += left.length));
    }
    return { bytes_gone_at: this.clock.now() };
  }

  async #removeSome(plan: Plan, items: readonly DestructibleItem[]): Promise<void> {
    const removed = new Map<Id, number>();
    const waiting = items[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const item of waiting) removed.set(item.id, await this.media.removeBytes(item));
    };
    await Promise.all(Array.from({ length: removalsAtOnce }, work));
    await this.vault.transaction(system, async (tx) => {
      await this.media.leaveTombstones(tx, [...removed.keys()]);
      await this.plans.systemNoteRemoved(tx, plan.id, removed);
    });
  }

  async #left({ id }: Plan): Promise<DestructibleItem[]> {
    return this.vault.read(system, async (tx) =>
      this.media.list(tx, await this.plans.systemListLeft(tx, id, itemsAtOnce)),
    );
  }
}
