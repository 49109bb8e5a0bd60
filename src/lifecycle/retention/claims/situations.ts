import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { HoldRepository } from '../holds/hold.repository';
import type { ReadSchedule } from '../policy-schedule';
import { claimsOf } from '../rules/claims';
import { outcomeOf } from '../rules/outcome';
import type { Situation } from '../rules/precedence';
import { canBeHeld } from '../rules/retention-state';
import { ScheduleInForce } from '../schedules/schedule-in-force';
import { ClaimKeeper } from './claim-keeper';
import { type ClaimBasis, ClaimRepository } from './claim.repository';
import { retainedItem } from './work-out';

const batch = 500;

/** Where an item stands that a person asks about. */
export interface ItemSituation {
  readonly media: Id;
  readonly legalBasis: string | null;
  readonly restricted: boolean;
  /** The person is told nothing of it. */
  readonly secret: boolean;
  readonly situation: Omit<Situation, 'wish' | 'now'>;
}

/** What claims and holds say of a person's items, for whoever plans what happens to them. What has lost its key is left out. */
@Injectable()
export class Situations {
  constructor(
    private readonly keeper: ClaimKeeper,
    private readonly repository: ClaimRepository,
    private readonly holds: HoldRepository,
    private readonly inForce: ScheduleInForce,
  ) {}

  /** Worked out anew in the caller's transaction; the items' rows stay locked until it ends. */
  async ofSubjects(tx: Transaction, subjects: readonly Id[]): Promise<ItemSituation[]> {
    const ids = await this.repository.systemItemsOfSubjects(tx, subjects);
    const found: ItemSituation[] = [];
    for (let from = 0; from < ids.length; from += batch)
      found.push(...(await this.#ofItems(tx, ids.slice(from, from + batch))));
    return found;
  }

  async #ofItems(tx: Transaction, ids: readonly Id[]): Promise<ItemSituation[]> {
    await this.keeper.refresh(tx, ids);
    const matters = await this.holds.systemMattersOf(tx, ids);
    const bases = await this.repository.systemBasis(tx, ids);
    const now = await tx.now();
    const { schedule } = await this.inForce.read(tx);
    return bases
      .filter(({ state }) => state === null || canBeHeld(state))
      .map((basis) => situationOf(basis, { schedule, holds: matters.get(basis.id) ?? [], now }));
  }
}

function situationOf(
  basis: ClaimBasis,
  { schedule, holds, now }: { schedule: ReadSchedule; holds: readonly string[]; now: Date },
): ItemSituation {
  const set = claimsOf(retainedItem(basis, schedule, now), schedule, now);
  const { id: media, legalBasis, restrictedAt, secret } = basis;
  const { restrictAt } = outcomeOf(set);
  const restricted = restrictedAt !== null || (restrictAt !== null && restrictAt <= now);
  return { media, legalBasis, restricted, secret, situation: { set, holds, forbidden: false } };
}
