import { Global, Module } from '@nestjs/common';
import { type Clock, CLOCK } from '../../kernel';
import { Installation, Settings } from '../../platform/settings';
import { PERSONAL_PARTS } from '../audit';
import { EvidenceSigner } from './evidence-signer';
import { KeyCache } from './custody/key-cache';
import { KeyCheck } from './key-check';
import { KeyCounts } from './key-counts';
import { EndRepository } from './epochs/end.repository';
import { EpochRepository } from './epochs/epoch.repository';
import { EscrowRepository } from './escrow/escrow.repository';
import { Escrows } from './escrow/escrows';
import { EpochRewrap } from './epochs/epoch-rewrap';
import { KeyEnds } from './epochs/key-ends';
import { KeyEpochs } from './epochs/key-epochs';
import { KeyInventory } from './epochs/key-inventory';
import { KeyRing } from './custody/key-ring';
import { KeystoreWork } from './custody/keystore-work';
import { Keys } from './keys';
import { KeystoreRepository } from './keystore.repository';
import { LookupHash } from './custody/lookup-hash';
import { OrphanSweep } from './orphan-sweep';
import { KeysPersonalParts } from './personal-parts';
import { KEY_PROVIDER } from './custody/key-provider';
import { custodyOf } from './custody/custody';
import { KeyNodes } from './nodes/key-nodes';
import { NodeRepository } from './nodes/node.repository';
import { SubjectRekeying } from './subject-rekeying';

/** Custody and the log's personal parts. It needs no log, so that the log can need it. */
@Global()
@Module({
  providers: [
    KeystoreRepository,
    KeystoreWork,
    KeyRing,
    LookupHash,
    {
      provide: KEY_PROVIDER,
      inject: [Settings, Installation, CLOCK],
      useFactory: (settings: Settings, { paths }: Installation, clock: Clock) =>
        custodyOf(settings, paths, clock).provider,
    },
    { provide: KeyCache, inject: [CLOCK], useFactory: (clock: Clock) => new KeyCache(clock) },
    { provide: PERSONAL_PARTS, useClass: KeysPersonalParts },
  ],
  exports: [KeystoreRepository, KeystoreWork, KeyCache, KeyRing, LookupHash, KEY_PROVIDER, PERSONAL_PARTS],
})
export class KeyCustodyModule {}

/** What other modules use. Its acts are in the log. */
@Global()
@Module({
  providers: [
    Keys,
    EpochRepository,
    EpochRewrap,
    EndRepository,
    KeyEpochs,
    KeyEnds,
    KeyInventory,
    EscrowRepository,
    Escrows,
    NodeRepository,
    KeyNodes,
    SubjectRekeying,
    OrphanSweep,
    EvidenceSigner,
    KeyCheck,
    KeyCounts,
  ],
  exports: [
    Keys,
    KeyEpochs,
    KeyEnds,
    KeyInventory,
    Escrows,
    KeyNodes,
    OrphanSweep,
    EvidenceSigner,
    KeyCheck,
    KeyCounts,
  ],
})
export class KeysModule {}
