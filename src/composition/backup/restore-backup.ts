import type { INestApplicationContext } from '@nestjs/common';
import { systemClock } from '../../kernel';
import { OpenedBackup } from '../../edge/backup';
import { AuditDatabase } from '../../platform/database';
import { readInstallation, type Settings } from '../../platform/settings';
import { Audit, AUDIT_OPTIONS, type AuditOptions, refillLog } from '../../trust/audit';
import { custodyOf } from '../../trust/keys';
import { withAdministrator } from '../vault-databases';
import { withVault } from '../vault-context';
import { lockVault } from '../vault-lock';
import { type ReplayedErasures, replayErasures } from './replay-erasures';
import { systemEntry } from './system-entry';

export interface RestoredBackup {
  readonly madeAt: string;
  /** Entries that the log has again, and whether there was a bucket to ask. */
  readonly log: { readonly from: number; readonly to: number } | 'no_bucket';
  readonly erasures: ReplayedErasures;
}

/**
 * Puts a backup into the empty databases of a vault whose key material is there. Both databases, or the vault's alone beside
 * the keystore that lives. Then, before anything serves: the log takes back what its bucket has, and what was erased since the backup
 * is erased again.
 */
export async function restoreBackup(settings: Settings, folder: string, onlyVault: boolean): Promise<RestoredBackup> {
  const installation = await readInstallation(settings.dataDir);
  const { provider } = custodyOf(settings, installation.paths, systemClock);
  const backup = await OpenedBackup.open(folder, provider, installation.vaultId);
  await backup.verify();
  const unlock = lockVault(settings.dataDir);
  try {
    await withAdministrator(settings, async (urls) => {
      // The keystore first: rows without keys would count as erased, keys without rows are only unused.
      if (!onlyVault) await backup.load('keystore', urls.keystore);
      await backup.load('vault', urls.vault);
    });
  } finally {
    unlock();
  }
  return withVault(settings, async (vault) => {
    const log = await refill(vault);
    const erasures = await withAdministrator(settings, (urls) => replayErasures(vault, urls.vault));
    await vault.get(Audit).recordAlone({
      ...systemEntry,
      type: 'backup.restored',
      reason: onlyVault ? 'vault_alone' : 'both_databases',
    });
    return { madeAt: backup.manifest.madeAt, log, erasures };
  });
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
