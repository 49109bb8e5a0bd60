import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { ClaimKeeper } from '../claims/claim-keeper';
import type { FreshClaims } from '../claims/claim.repository';
import { HoldRepository } from '../holds/hold.repository';
import { NotDestructible, type KeptReason } from '../retention.errors';
import { DispositionRepository } from './disposition.repository';
import { NoticeRepository } from './notice.repository';

/**
 * Why something is destroyed: its time is over; a person asked; or the content may not exist at all, which alone goes
 * before minima (regulation D1). None of them goes before a hold.
 */
export type DestructionGround = 'disposition' | 'request' | 'forbidden';

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
      const one = known.get(media);
      if (one === undefined) return [{ media, reason: 'gone' }];
      if (held.has(media)) return [{ media, reason: 'held' }];
      if (ground !== 'forbidden' && minimumRuns(one, now)) return [{ media, reason: 'minimum_runs' }];
      if (ground === 'disposition' && !isDue(one, now)) return [{ media, reason: 'not_due' }];
      return silent.has(media) ? [{ media, reason: 'notice_missing' }] : [];
    });
    return { fresh, kept };
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

/** Fails closed: an item without any claim is unsettled, and whatever waits for its trigger has not begun to end. */
function minimumRuns({ item }: FreshClaims, now: Date): boolean {
  return item.deletable_at === null || item.deletable_at > now;
}

function isDue({ item }: FreshClaims, now: Date): boolean {
  return item.must_delete_at !== null && item.must_delete_at <= now;
}
