import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { countSealed, type SealedShare, type SealingProof, SealingProofs } from '../../../records/media';
import type { EvidenceLeaf } from '../../../trust/audit';
import { type EpochShare, type KeyCount, KeyCounts, KeyInventory, type KeyInventoryView } from '../../../trust/keys';
import { ArtefactRepository } from '../artefacts/artefact.repository';
import { algorithms, isSound, missedAtMost, type Soundness } from './encryption';
import { LogAnswers } from './log-answers';

/** That encryption is real (regulation, question 24): what kind of key protects what, and a test on objects picked by chance. */
export interface EncryptionReport {
  readonly at: string;
  /** The entry of this report; the readings of the sample carry its number to the store. */
  readonly entry: number;
  readonly algorithms: typeof algorithms;
  /** How many of the objects that the vault keeps are sealed, each under a data key of its own. */
  readonly objects: readonly SealedShare[];
  /** What holds the root keys. */
  readonly provider: string;
  readonly keys: readonly KeyCount[];
  /** How many objects' keys each epoch protects. */
  readonly shares: readonly EpochShare[];
  /** Each has a root of its own with the provider; of those that ended, whether the provider has destroyed it. */
  readonly epochs: KeyInventoryView['epochs'];
  readonly ended: KeyInventoryView['ended'];
  /** Copies of roots outside the vault, and whether the present epoch's is there and was opened. */
  readonly escrow: KeyInventoryView['escrow'];
  /** Sealed entries about keys: how many of each kind, and the newest. */
  readonly rotations: readonly { readonly act: string; readonly count: number; readonly newest: string | null }[];
  readonly sample: readonly SealingProof[];
  readonly soundness: Soundness;
  /** Whether every object is sealed and every one of the sample holds; null where there was none to look at. */
  readonly sound: boolean | null;
}

const copiesLookedAt = 5;
const keyActs = [
  'keys.created',
  'keys.epoch.ended',
  'keys.root.destroyed',
  'keys.escrow.made',
  'keys.escrow.drilled',
  'keys.escrow.ended',
  'keys.subject.rekeyed',
  'keys.orphans.swept',
  'audit.key.rotated',
] as const;

@Injectable()
export class EncryptionReports {
  constructor(
    private readonly answers: LogAnswers,
    private readonly counts: KeyCounts,
    private readonly inventory: KeyInventory,
    private readonly proofs: SealingProofs,
    private readonly vault: VaultDatabase,
    private readonly artefacts: ArtefactRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async make(context: RequestContext, items: number): Promise<EncryptionReport> {
    const entry = await this.answers.record(context, 'encryption', {}, 'EncryptionReport');
    const to = this.clock.now();
    const leaves = await this.answers.ofTypes(context, keyActs, { to });
    const objects = [await this.proofs.share(), await this.shareOfArtefacts()];
    const sample = [...(await this.proofs.sample(items, entry)), ...(await this.sampleOfArtefacts(entry))];
    return {
      at: to.toISOString(),
      entry,
      algorithms,
      objects,
      provider: this.counts.providerKind,
      keys: await this.counts.list(),
      shares: await this.counts.dataKeysByEpoch(),
      ...(await this.inventory.epochsNow()),
      rotations: keyActs.map((act) => rotation(act, leaves)),
      sample,
      soundness: missedAtMost(sample.filter(({ what }) => what === 'media').length),
      sound: isSound(objects, sample),
    };
  }

  private async shareOfArtefacts(): Promise<SealedShare> {
    const kept = { table: 'evidence.artefact', kept: "state = 'ready'" };
    return this.vault.read({ actor: systemActor }, (tx) => countSealed(tx, 'artefact', kept));
  }

  private async sampleOfArtefacts(entry: number): Promise<SealingProof[]> {
    const picked = await this.vault.read({ actor: systemActor }, (tx) => this.artefacts.systemPick(tx, copiesLookedAt));
    const proofs: SealingProof[] = [];
    for (const { copy } of picked) if (copy !== null) proofs.push(await this.proofs.prove('artefact', copy, entry));
    return proofs;
  }
}

function rotation(act: string, leaves: readonly EvidenceLeaf[]): EncryptionReport['rotations'][number] {
  const of = leaves.filter(({ event }) => event.type === act);
  return { act, count: of.length, newest: of.at(-1)?.event.t ?? null };
}
