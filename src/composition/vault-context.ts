import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { assertNoneUnfinished } from '../edge/backup';
import { Log, NestLog } from '../platform/logging';
import { readInstallation, Settings } from '../platform/settings';
import { auditOptions } from './audit-options';
import { sweepScratch } from './backup/scratch';
import { readPolicy } from './program-folder';
import { attachDatabases } from './vault-databases';
import { isVaultRunning, lockVault } from './vault-lock';

/**
 * Runs `work` with the vault's modules on an existing data folder, beside the vault that serves there or without one. It
 * neither serves nor seals: what it records is sealed by the vault that runs, or by the next one.
 */
export async function withVault<T>(
  settings: Settings,
  work: (vault: INestApplicationContext) => Promise<T>,
  { restoring = false } = {},
): Promise<T> {
  const installation = await readInstallation(settings.dataDir);
  const unlock = isVaultRunning(settings.dataDir) ? (): void => undefined : lockVault(settings.dataDir);
  try {
    sweepScratch(settings.dataDir);
    const databases = await attachDatabases(settings);
    try {
      if (!restoring) await assertNoneUnfinished(databases);
      const quiet = Object.freeze(Object.assign(new Settings(), settings, { role: 'api' as const }));
      const policy = readPolicy();
      const module = AppModule.with({
        settings: quiet,
        policy,
        installation,
        databases,
        audit: await auditOptions(quiet, policy, installation),
      });
      const vault = await NestFactory.createApplicationContext(module, {
        logger: new NestLog(new Log(quiet)),
        abortOnError: false,
      });
      return await work(vault).finally(() => vault.close());
    } finally {
      await databases.close();
    }
  } finally {
    unlock();
  }
}
