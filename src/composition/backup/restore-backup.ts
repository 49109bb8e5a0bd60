import type { INestApplicationContext } from '@nestjs/common';
import { systemClock } from '../../kernel';
import { finishRestoration, isLoaded, logSizeOf, OpenedBackup } from '../../edge/backup';
import { AuditDatabase, KeystoreDatabase } from '../../platform/database';
import { type Installation, readInstallation, type Settings } from '../../platform/settings';
import { Audit, AUDIT_OPTIONS, type AuditOptions, refillLog } from '../../trust/audit';
import { catchUpEpochs, custodyOf, type KeyProvider } from '../../trust/keys';
import { keystoreEntities } from '../entities';
import { withAdministrator } from '../vault-databases';
import { withVault } from '../vault-context';
import { lockVault } from '../vault-lock';
import { type EndedAgain, endAgain } from './end-again';
import { systemEntry } from './system-entry';

export interface RestoredBackup {
  readonly madeAt: string;
  /** Entries that the log has again, and whether there was a bucket to ask. */
  readonly log: { readonly from: number; readonly to: number } | 'no_bucket';
  readonly ended: EndedAgain;
}

/**
 * Puts a backup into the empty databases of a vault whose key material is there. Both databases, or the vault's alone beside
 * the keystore that lives. Then the log takes back what its bucket has, and what ended since the backup is ended again. Until all of it
 * is done, a mark in the databases keeps everything else from opening them; after a crash the same command carries on.
 */
export async function restoreBackup(settings: Settings, folder: string, onlyVault: boolean): Promise<RestoredBackup> {
  const installation = await readInstallation(settings.dataDir);
  const { provider } = custodyOf(settings, installation.paths, systemClock);
  const backup = await OpenedBackup.open(folder, provider, installation.vaultId);
  await backup.verify();
  const unlock = lockVault(settings.dataDir);
  try {
    await withAdministrator(settings, async (urls) => {
      // The keystore first: rows without keys would count as ended, keys without rows are only unused.
      if (!onlyVault) await loadKeystore(backup, urls.keystore, { provider, installation });
      if (!(await isLoaded(urls.vault, 'vault', backup.head.backup))) await backup.load('vault', urls.vault);
    });
  } finally {
    unlock();
  }
  return withVault(settings, (vault) => catchUp(vault, settings, { backup, onlyVault }), { restoring: true });
}

async function loadKeystore(
  backup: OpenedBackup,
  url: string,
  { provider, installation }: { provider: KeyProvider; installation: Installation },
): Promise<void> {
  if (!(await isLoaded(url, 'keystore', backup.head.backup))) await backup.load('keystore', url);
  const keystore = new KeystoreDatabase({ url, entities: keystoreEntities, poolSize: 2, name: 'strongroom restore' });
  await keystore.connect();
  await catchUpEpochs(keystore, provider, installation).finally(() => keystore.close());
}

async function catchUp(
  vault: INestApplicationContext,
  settings: Settings,
  { backup, onlyVault }: { backup: OpenedBackup; onlyVault: boolean },
): Promise<RestoredBackup> {
  const log = await refill(vault);
  const size = await withAdministrator(settings, (urls) => logSizeOf(urls.vault, backup.head.backup));
  const ended = await endAgain(vault, size);
  await vault.get(Audit).recordAlone({
    ...systemEntry,
    type: 'backup.restored',
    reason: onlyVault ? 'vault_alone' : 'both_databases',
  });
  await withAdministrator(settings, async (urls) => {
    await finishRestoration(urls.keystore, 'keystore');
    await finishRestoration(urls.vault, 'vault');
  });
  return { madeAt: backup.manifest.madeAt, log, ended };
}

async function refill(vault: INestApplicationContext): Promise<RestoredBackup['log']> {
  const { bucket } = vault.get<AuditOptions>(AUDIT_OPTIONS).anchors;
  if (bucket === null) return 'no_bucket';
  const { from, to } = await refillLog({ database: vault.get(AuditDatabase), bucket, clock: systemClock });
  if (to > from)
    await vault
      .get(Audit)
      .recordAlone({ ...systemEntry, type: 'audit.refilled', reason: 'restore', range: `${from}-${to - 1}` });
  return { from, to };
}
