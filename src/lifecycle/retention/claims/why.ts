import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { RestrictionRepository, type RunningRestriction } from '../restrictions/restriction.repository';
import { HoldRepository } from '../holds/hold.repository';
import { rowsInForce, type ScheduleRow } from '../rules/schedule';
import { ScheduleInForce } from '../schedules/schedule-in-force';
import { ClaimKeeper } from './claim-keeper';
import { ClaimRepository, type StoredClaim, type StoredItem } from './claim.repository';
import { RetentionReach } from './reach';
import { claimInWords, outcomeInWords } from './words';

/** Why an item is still here: its claims with their rows, what stops its end, and the same in plain words. */
export interface Explanation {
  readonly item: StoredItem;
  readonly claims: readonly (StoredClaim & { readonly row: ScheduleRow | null; readonly words: string })[];
  /** Holds that cover it now. Whoever may not see matters sees how many. */
  readonly holds: number;
  readonly restrictions: readonly RunningRestriction[];
  readonly words: readonly string[];
}

/** Explains items to whoever may see them. Reading an explanation is an entry. */
@Injectable()
export class Why {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly keeper: ClaimKeeper,
    private readonly repository: ClaimRepository,
    private readonly holds: HoldRepository,
    private readonly restrictions: RestrictionRepository,
    private readonly reach: RetentionReach,
    private readonly inForce: ScheduleInForce,
  ) {}

  async ofItem(context: RequestContext, id: Id): Promise<Explanation> {
    const about = await this.reach.item(context, id, 'retention.shown');
    const explained = await this.vault.transaction(context, async (tx) => {
      await this.reach.record(tx, context, 'retention.shown', about);
      return this.#explain(tx, [id]);
    });
    const [first] = explained;
    if (first === undefined) throw new Error('an item without explanation');
    return first;
  }

  /** Of each item of a person, through all pseudonyms that were merged; at most `limit`. */
  async ofSubject(context: RequestContext, id: Id, limit: number): Promise<Explanation[]> {
    const about = await this.reach.subject(context, id, 'retention.shown');
    return this.vault.transaction(context, async (tx) => {
      await this.reach.record(tx, context, 'retention.shown', about);
      const ids = await this.repository.systemItemsOfSubjects(tx, await this.reach.family(tx, id));
      return this.#explain(tx, ids.slice(0, limit));
    });
  }

  async #explain(tx: Transaction, ids: readonly Id[]): Promise<Explanation[]> {
    await this.keeper.refresh(tx, ids);
    const held = await this.holds.systemMattersOf(tx, ids);
    const running = await this.restrictions.systemRunning(tx, ids);
    const today = (await tx.now()).toISOString().slice(0, 10);
    const { schedule } = await this.inForce.read(tx);
    const rows = new Map(rowsInForce(schedule.rows, today).map((row) => [row.id, row]));
    const explained: Explanation[] = [];
    for (const id of ids) {
      const item = await this.repository.systemItem(tx, id);
      if (item === null) continue;
      const claims = (await this.repository.systemClaims(tx, id)).map((claim) => {
        const row = rows.get(claim.row_id) ?? null;
        return { ...claim, row, words: claimInWords(claim, row) };
      });
      const holds = held.get(id)?.length ?? 0;
      const restrictions = running.get(id) ?? [];
      explained.push({ item, claims, holds, restrictions, words: outcomeInWords(item, holds, restrictions) });
    }
    return explained;
  }
}
