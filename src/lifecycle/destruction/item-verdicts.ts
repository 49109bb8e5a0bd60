import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { DestructionGate, type FreshClaims } from '../retention';
import type { DestructionGround, ItemVerdict } from './destruction';

/** What holds and claims say of each item at this moment. Every item stays locked until the transaction ends. */
@Injectable()
export class ItemVerdicts {
  constructor(private readonly gate: DestructionGate) {}

  async judge(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<ItemVerdict[]> {
    const { fresh, kept } = await this.gate.weigh(tx, ids, ground);
    const keptBy = new Map<Id, string>(kept.map(({ media, reason }) => [media, reason]));
    const authorityOf = new Map(fresh.map((one) => [one.item.media_id, authority(one)]));
    return ids.map((media) => ({ media, kept: keptBy.get(media) ?? null, authority: authorityOf.get(media) ?? [] }));
  }
}

/** The rows that an item was kept by, and the policy they stand in. */
function authority({ item, claims }: FreshClaims): string[] {
  const rows = claims.map(({ row_id, jurisdiction }) => `${row_id} ${jurisdiction}`);
  return [...new Set(rows)].sort().concat(item.policy);
}
