import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Id, newId, secureRandom, systemActor, systemClock } from '../../kernel';
import type { KeystoreDatabase } from '../../platform/database';
import { Installation } from '../../platform/settings';
import { KeyCache } from './custody/key-cache';
import type { EpochKeyCustody, KeyProvider } from './custody/key-provider';
import { KeyRing } from './custody/key-ring';
import { unwrapKey, wrapKey, type WrappingKey } from './format/wrapped-key';
import { KeysUnavailable } from './keys.errors';
import { type EpochKeyRow, KeystoreRepository } from './keystore.repository';

const system = { actor: systemActor };

/** A fresh key of one file, and how it is written down. */
export interface FileKey {
  readonly id: Id;
  readonly wrapped: Buffer;
}

/** Keys of a backup's files, wrapped under an epoch key: they end with that epoch's root, like everything else of its time. */
export class BackupKeys {
  private constructor(
    readonly epoch: EpochKeyRow,
    private readonly under: WrappingKey,
    private readonly vaultId: Id,
  ) {}

  /** Under the newest epoch of this keystore. */
  static async newest(database: KeystoreDatabase, provider: KeyProvider, vaultId: Id): Promise<BackupKeys> {
    const epoch = await database.read(system, (tx) => new KeystoreRepository().findNewestEpoch(tx));
    if (epoch === undefined) throw new KeysUnavailable('ended');
    return BackupKeys.of(epoch, provider, vaultId);
  }

  /** Under an epoch as a backup names it. Throws `KeysUnavailable` where the provider has its root no more, or is another's. */
  static async of(epoch: EpochKeyRow, provider: KeyProvider, vaultId: Id): Promise<BackupKeys> {
    const bytes = await provider.unwrapEpochKey({ epoch: epoch.epoch, keyId: epoch.id, vaultId }, epoch.wrapped);
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return new BackupKeys(epoch, { id: epoch.id, version: epoch.epoch, key }, vaultId);
  }

  create(fileId: Id): FileKey & { readonly key: KeyObject } {
    const id = newId();
    const bytes = secureRandom(32);
    const wrapped = wrapKey(this.under, this.#name(id, fileId), bytes);
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return { id, wrapped, key };
  }

  open(fileId: Id, { id, wrapped }: FileKey): KeyObject {
    const bytes = unwrapKey(this.under, this.#name(id, fileId), wrapped);
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return key;
  }

  #name(id: Id, fileId: Id) {
    return { purpose: 'data', id, vaultId: this.vaultId, ownerId: fileId } as const;
  }
}

/** Opens keys of a keystore that was restored somewhere, picked by chance. Throws where one does not open; says how many did. */
export async function openSampleKeys(
  database: KeystoreDatabase,
  provider: EpochKeyCustody,
  installation: Installation,
  count: number,
): Promise<number> {
  const keystore = new KeystoreRepository();
  const ring = new KeyRing(provider, keystore, new KeyCache(systemClock), installation);
  return database.read(system, async (tx) => {
    // Roots of older epochs may be gone since it was made; no live key is wrapped under them.
    const newest = await keystore.findNewestEpoch(tx);
    if (newest !== undefined) await ring.proveEpoch(newest);
    let opened = 0;
    for (const kind of ['data', 'payload'] as const) {
      const ids = await keystore.pickIds(tx, kind, newId(), count);
      for (const row of await keystore.listHeld(tx, kind, { by: 'id', ids })) {
        ring.openOwned(kind, await ring.subjectKey(tx, row.subject), row, row.ownerId);
        opened += 1;
      }
    }
    return opened;
  });
}
