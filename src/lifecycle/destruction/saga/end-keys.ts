import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { KeyNodes, Keys } from '../../../trust/keys';
import { KeysStillHeld } from '../destruction.errors';
import { type Plan, PlanRepository, type StepResult } from '../plans/plan.repository';
import { PlaceKeys } from './place-keys';
import { PlanScope } from './plan-scope';

const system = systemContext('destruction');

/**
 * The end of a plan's keys. What becomes other people's is put under their keys first. Then, where nothing of a person stays, it is one
 * row, however many items hang below it; where something stays, the survivors are put under a new subject key and the old one goes.
 */
@Injectable()
export class EndKeys {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly keys: Keys,
    private readonly nodes: KeyNodes,
    private readonly scope: PlanScope,
    private readonly placing: PlaceKeys,
  ) {}

  /** May be repeated: keys that were noted before are confirmed again, and none is ended twice. */
  async end(plan: Plan): Promise<StepResult> {
    // An item that came here by an earlier plan: its keys must not be left under a key that this one does not end.
    await this.placing.place(await this.scope.onTheirWay(plan));
    const confirm = plan.whole ? await this.#endWhole(plan) : await this.#endSome(plan);
    const gone = await this.nodes.confirmGone(confirm);
    if (!gone.gone) throw new KeysStillHeld(gone.reason);
    return { keys_gone_at: gone.at, nodes: gone.nodes };
  }

  async #endWhole(plan: Plan): Promise<readonly Id[]> {
    const family = await this.scope.ended(plan);
    const noted = await this.#note(plan, await this.keys.listSubjectKeys(family));
    await this.#moveOut(plan);
    for (const subject of family) await this.keys.endSubjectKey(systemActor, subject);
    return noted;
  }

  /**
   * Rows first, a page at a time; then the subject keys above them, which copies of the keystore would open them with. Those were
   * noted before: an attempt that broke off in between is made good by the next one.
   */
  async #endSome(plan: Plan): Promise<readonly Id[]> {
    const noted = await this.#note(plan, await this.#keysAbove(plan));
    await this.#moveOut(plan);
    for await (const items of this.scope.going(plan))
      await this.keys.removeKeys(systemActor, {
        dataKeys: items.map(({ dataKeyId }) => dataKeyId),
        payloadOwners: items.map(({ id }) => id),
      });
    for (const subject of await this.keys.listSubjectsOf(noted))
      await this.keys.rekeySubject(systemActor, subject, { dataKeys: [], payloadOwners: [] });
    return noted;
  }

  async #keysAbove(plan: Plan): Promise<Id[]> {
    const above = new Set<Id>();
    for (const pages of [this.scope.going(plan), this.scope.moving(plan)])
      for await (const items of pages)
        for (const key of await this.keys.listKeysAbove(items.map(({ dataKeyId }) => dataKeyId))) above.add(key);
    return [...above];
  }

  async #moveOut(plan: Plan): Promise<void> {
    for await (const items of this.scope.moving(plan)) await this.placing.place(items);
  }

  /** What was noted by the first attempt: by the second one they may have ended. */
  async #note(plan: Plan, keyIds: readonly Id[]): Promise<readonly Id[]> {
    return this.vault.transaction(system, async (tx) => {
      await this.plans.systemNoteKeys(tx, plan.id, keyIds);
      return (await this.plans.find(tx, plan.id))?.keyIds ?? keyIds;
    });
  }
}
