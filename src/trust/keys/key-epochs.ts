import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../kernel';
import { KeystoreDatabase } from '../../platform/database';
import { Audit } from '../audit';
import { KeyRing } from './custody/key-ring';
import { atStart, guarded } from './keys.errors';
import { type EpochKeyRow, KeystoreRepository } from './keystore.repository';
import { KEY_PROVIDER, type KeyProvider } from './custody/key-provider';

const system = { actor: systemActor };

/**
 * Looks after epochs at each start: refuses a provider that lacks the root of an epoch that the keystore uses, and
 * finishes an epoch whose root was made but whose key was not written, the first one among them.
 */
@Injectable()
export class KeyEpochs implements OnModuleInit {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
    private readonly audit: Audit,
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
  ) {}

  async onModuleInit(): Promise<void> {
    const epochs = await guarded(() => this.database.read(system, (tx) => this.keystore.listEpochs(tx)));
    const current = await this.assertRoots(epochs).catch((error: unknown) => {
      throw atStart(error);
    });
    if (!epochs.some(({ epoch }) => epoch === current)) await this.createEpoch(current);
  }

  /** The provider opens every epoch key there is. Returns its current epoch. */
  private async assertRoots(epochs: readonly EpochKeyRow[]): Promise<number> {
    for (const row of epochs) await this.ring.proveEpoch(row);
    return this.provider.currentEpoch();
  }

  /** The entry is queued before the commit: an epoch key that is not in the log does not exist. */
  private async createEpoch(epoch: number): Promise<void> {
    const row = await this.ring.newEpoch(epoch);
    await guarded(() =>
      this.database.transaction(system, async (tx) => {
        if (!(await this.keystore.addEpoch(tx, row, this.provider.kind))) return;
        await this.audit.recordAlone({
          type: 'keys.created',
          actor: systemActor,
          role: 'system',
          decision: 'allow',
          reason: 'epoch_key',
        });
      }),
    );
  }
}
