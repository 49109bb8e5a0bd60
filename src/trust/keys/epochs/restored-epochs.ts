import { systemActor, systemClock } from '../../../kernel';
import type { KeystoreDatabase, Transaction } from '../../../platform/database';
import type { Installation } from '../../../platform/settings';
import { KeyCache } from '../custody/key-cache';
import type { KeyProvider } from '../custody/key-provider';
import { KeyRing } from '../custody/key-ring';
import { KeysUnavailable } from '../keys.errors';
import { KeystoreRepository } from '../keystore.repository';
import { EpochRepository } from './epoch.repository';

const system = { actor: systemActor };

/**
 * Brings the epochs of a keystore that was restored to where the provider is. Those whose root was destroyed since are out of use,
 * as they were; those that were begun since are in use again, so that their roots, too, end in their time.
 */
export async function catchUpEpochs(
  database: KeystoreDatabase,
  provider: KeyProvider,
  installation: Installation,
): Promise<void> {
  const keystore = new KeystoreRepository();
  const epochs = new EpochRepository();
  const ring = new KeyRing(provider, keystore, new KeyCache(systemClock), installation);
  await database.transaction(system, async (tx) => {
    const known = await keystore.listEpochs(tx);
    const newest = known.at(-1);
    if (newest === undefined) throw new KeysUnavailable('ended');
    // Fails where the provider is not in reach, so that below only a root that is gone does.
    await ring.proveEpoch(newest);
    for (const row of known.slice(0, -1))
      if (!(await has(ring.proveEpoch(row)))) await endEpoch(tx, { epochs, provider, epoch: row.epoch });
    const current = await provider.currentEpoch();
    for (let epoch = newest.epoch + 1; epoch <= current; epoch += 1)
      if (await has(provider.createRoot(epoch))) await keystore.addEpoch(tx, await ring.newEpoch(epoch), provider.kind);
  });
}

async function endEpoch(
  tx: Transaction,
  { epochs, provider, epoch }: { epochs: EpochRepository; provider: KeyProvider; epoch: number },
): Promise<void> {
  const end = await provider.destroy(epoch);
  await epochs.endEpoch(tx, epoch);
  await epochs.setRootGone(tx, epoch, end === 'destroyed' ? null : end.scheduledFor);
}

/** False only where the provider has no such root any more. */
async function has(root: Promise<unknown>): Promise<boolean> {
  try {
    await root;
    return true;
  } catch (error) {
    if (error instanceof KeysUnavailable) return false;
    throw error;
  }
}
