import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { DestructionGate, type FreshClaims, NotDestructible } from '../retention';
import type { DestructionGround, ItemVerdict } from './destruction';

/** What holds and claims say of each item at this moment. Every item stays locked until the transaction ends. */
@Injectable()
export class ItemVerdicts {
  constructor(private readonly gate: DestructionGate) {}

  async judge(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<ItemVerdict[]> {
    const kept = await this.#kept(tx, ids, ground);
    const going = ids.filter((id) => !kept.has(id));
    const fresh = await this.gate.assertDestructible(tx, going, ground);
    const authorityOf = new Map(fresh.map((one) => [one.item.media_id, authority(one)]));
    return ids.map((media) => ({ media, kept: kept.get(media) ?? null, authority: authorityOf.get(media) ?? [] }));
  }

  async #kept(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<Map<Id, string>> {
    try {
      await this.gate.assertDestructible(tx, ids, ground);
      return new Map();
    } catch (error) {
      if (!(error instanceof NotDestructible)) throw error;
      return new Map(error.kept.map(({ media, reason }) => [media, reason]));
    }
  }
}

/** The rows that an item was kept by, and the policy they stand in. */
function authority({ item, claims }: FreshClaims): string[] {
  const rows = claims.map(({ row_id, jurisdiction }) => `${row_id} ${jurisdiction}`);
  return [...new Set(rows)].sort().concat(item.policy);
}
