import { systemActor, systemClock } from '../../../kernel';
import type { KeystoreDatabase } from '../../../platform/database';
import type { Installation } from '../../../platform/settings';
import { KeyCache } from '../custody/key-cache';
import { KeyRing } from '../custody/key-ring';
import type { Custody } from '../custody/custody';
import { catchUpEpochs } from '../epochs/restored-epochs';
import { EscrowRefused } from '../keys.errors';
import { KeystoreRepository } from '../keystore.repository';
import type { EscrowContents } from './escrow-file';
import { custodyFrom } from './escrows';

/**
 * Makes a lost keyfile anew from an escrow. Beside a keystore that lives it is refused unless it opens the current epoch; older
 * epochs, whose roots were lost, are out of use from then on. An empty keystore waits for a backup of the escrow's own epoch.
 */
export async function bringBackRoots(
  database: KeystoreDatabase,
  custody: Custody,
  installation: Installation,
  contents: EscrowContents,
): Promise<'keystore_opens' | 'keystore_empty'> {
  if (contents.vaultId !== installation.vaultId) throw new EscrowRefused('other_vault');
  if (custody.createAgain === null) throw new EscrowRefused('not_needed');
  const keystore = new KeystoreRepository();
  const newest = await database.read({ actor: systemActor }, (tx) => keystore.findNewestEpoch(tx));
  if (newest !== undefined) {
    if (newest.epoch !== contents.root.epoch) throw new EscrowRefused('outdated');
    await new KeyRing(custodyFrom(contents), keystore, new KeyCache(systemClock), installation).proveEpoch(newest);
  }
  if (!(await custody.createAgain(contents))) throw new EscrowRefused('keys_there');
  if (newest === undefined) return 'keystore_empty';
  await catchUpEpochs(database, custody.provider, installation);
  return 'keystore_opens';
}
