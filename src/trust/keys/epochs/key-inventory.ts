import { Injectable } from '@nestjs/common';
import { type RequestContext, systemActor } from '../../../kernel';
import { KeystoreDatabase } from '../../../platform/database';
import { Audit } from '../../audit';
import { type KeyCount, KeyCounts } from '../key-counts';
import { guarded } from '../keys.errors';
import { NodeRepository } from '../nodes/node.repository';
import { Escrows, type EscrowView } from '../escrow/escrows';
import { type EndedEpoch, EpochRepository, type LiveEpoch } from './epoch.repository';

/** What keys there are: nothing in it opens anything. */
export interface KeyInventoryView {
  readonly provider: string;
  readonly algorithm: string;
  readonly epochs: readonly LiveEpoch[];
  readonly ended: readonly EndedEpoch[];
  readonly counts: readonly KeyCount[];
  readonly nodes: number;
  readonly escrow: EscrowView;
}

/** The inventory of keys; whoever looks is in the log. */
@Injectable()
export class KeyInventory {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly epochs: EpochRepository,
    private readonly nodes: NodeRepository,
    private readonly counts: KeyCounts,
    private readonly escrows: Escrows,
    private readonly audit: Audit,
  ) {}

  async show({ actor, origin }: Pick<RequestContext, 'actor' | 'origin'>): Promise<KeyInventoryView> {
    const role = actor.kind === 'system' ? 'system' : 'key_administrator';
    await this.audit.recordAlone({ type: 'keys.inventory.read', actor, role, origin, decision: 'allow' });
    const counts = await this.counts.list();
    const epochs = await this.epochsNow();
    const nodes = await guarded(() => this.database.read({ actor: systemActor }, (tx) => this.nodes.countSeen(tx)));
    return { provider: this.counts.providerKind, algorithm: 'AES-256-GCM', ...epochs, counts, nodes };
  }

  /** The epochs and their escrow alone, for a report that has an entry of its own. */
  async epochsNow(): Promise<Pick<KeyInventoryView, 'epochs' | 'ended' | 'escrow'>> {
    const escrow = await this.escrows.view();
    return guarded(() =>
      this.database.read({ actor: systemActor }, async (tx) => ({
        epochs: await this.epochs.listLive(tx),
        ended: await this.epochs.listEnded(tx),
        escrow,
      })),
    );
  }
}
