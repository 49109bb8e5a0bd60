import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { ClaimKeeper } from '../claims/claim-keeper';
import type { FreshClaims } from '../claims/claim.repository';
import { HoldRepository } from '../holds/hold.repository';
import { NotDestructible, type KeptReason } from '../retention.errors';
import { DispositionRepository } from './disposition.repository';
import { NoticeRepository } from './notice.repository';
import { type DestructionGround, keptBy } from './weighing';

/** Items worked out and locked, with what keeps some of them. */
export interface Weighed {
  readonly fresh: readonly FreshClaims[];
  readonly kept: readonly { readonly media: Id; readonly reason: KeptReason }[];
}

/**
 * What destroyers have to pass. `assertDestructible` works claims out anew, locks the items' rows and throws where a hold or a
 * minimum stands against any of them; the rows stay locked until the transaction ends, so that a hold that comes now
 * waits, and then either covers the item or finds its key gone. `noteKeysDestroyed` belongs into that same transaction.
 */
@Injectable()
export class DestructionGate {
  constructor(
    private readonly claims: ClaimKeeper,
    private readonly holds: HoldRepository,
    private readonly repository: DispositionRepository,
    private readonly notices: NoticeRepository,
  ) {}

  async assertDestructible(
    tx: Transaction,
    ids: readonly Id[],
    ground: DestructionGround,
  ): Promise<readonly FreshClaims[]> {
    const { fresh, kept } = await this.weigh(tx, ids, ground);
    if (kept.length > 0) throw new NotDestructible(kept);
    return fresh;
  }

  /** The same without a throw: the claims of all, and what stands against some. */
  async weigh(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<Weighed> {
    const fresh = await this.claims.refresh(tx, ids);
    const held = await this.holds.systemMattersOf(tx, ids);
    // Whoever asked for the end of an item needs no notice of it.
    const silent = new Set(ground === 'disposition' ? await this.notices.systemUnannounced(tx, ids) : []);
    const now = await tx.now();
    const known = new Map(fresh.map((one) => [one.item.media_id, one]));
    const kept = ids.flatMap((media): { media: Id; reason: KeptReason }[] => {
      const weighing = { ground, held: held.has(media), unannounced: silent.has(media), now };
      const reason = keptBy(known.get(media), weighing);
      return reason === null ? [] : [{ media, reason }];
    });
    return { fresh, kept };
  }

  /** Works claims out anew where an item has become another person's. */
  async refresh(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await this.claims.refresh(tx, ids);
  }

  /** The keys of these items are gone: from here on no hold saves them, and their claims stay as they were. */
  async noteKeysDestroyed(tx: Transaction, ids: readonly Id[], certificate: Id | null): Promise<void> {
    await this.repository.systemTurn(tx, ids, { to: 'key_destroyed', certificate });
  }

  /** The same for items that a restored backup brought back: whether they could go was decided before, and holds are too late. */
  async noteEndedBefore(tx: Transaction, ids: readonly Id[], certificate: Id): Promise<void> {
    await this.claims.refresh(tx, ids);
    await this.noteKeysDestroyed(tx, ids, certificate);
  }

  /** Their bytes are gone, too; or the last backup that could open them is. */
  async note(
    tx: Transaction,
    ids: readonly Id[],
    to: 'bytes_deleted' | 'backups_aged_out',
    certificate: Id,
  ): Promise<void> {
    await this.repository.systemTurn(tx, ids, { to, certificate });
  }
}
