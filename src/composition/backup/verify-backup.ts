import { dirname } from 'node:path';
import { OpenedBackup } from '../../edge/backup';
import { KeystoreDatabase, startEmbeddedPostgres } from '../../platform/database';
import type { Installation } from '../../platform/settings';
import { type KeyProvider, openSampleKeys } from '../../trust/keys';
import { keystoreEntities } from '../entities';
import { prepareEmbedded } from '../vault-databases';
import { withScratch } from './scratch';

export interface VerifiedBackup {
  readonly madeAt: string;
  readonly epoch: number;
  readonly tables: number;
  readonly objects: number;
  /** Keys of items, picked by chance, that opened. */
  readonly keysOpened: number;
}

const samples = 32;

/**
 * Restores a backup into a PostgreSQL of its own, opens samples, and removes it. Whatever does not open is thrown. Its files lie in the
 * data folder meanwhile (`withScratch`), on the disk that the vault's own databases are on.
 */
export async function verifyBackup(
  folder: string,
  installation: Installation,
  provider: KeyProvider,
): Promise<VerifiedBackup> {
  const backup = await OpenedBackup.open(folder, provider, installation.vaultId);
  await backup.verify();
  return withScratch(dirname(installation.paths.keys), async (scratch) => {
    const server = await startEmbeddedPostgres(scratch);
    try {
      const urls = await prepareEmbedded((database) => server.url(database));
      await backup.load('vault', server.url('vault'));
      await backup.load('keystore', server.url('keystore'));
      const keysOpened = await openSamples(urls.keystore, installation, provider);
      const { madeAt, layouts, objects } = backup.manifest;
      const tables = layouts.vault.tables.length + layouts.keystore.tables.length;
      return { madeAt, epoch: backup.head.epoch.epoch, tables, objects, keysOpened };
    } finally {
      await server.stop();
    }
  });
}

async function openSamples(url: string, installation: Installation, provider: KeyProvider): Promise<number> {
  const keystore = new KeystoreDatabase({ url, entities: keystoreEntities, poolSize: 2, name: 'strongroom scratch' });
  await keystore.connect();
  try {
    return await openSampleKeys(keystore, provider, installation, samples);
  } finally {
    await keystore.close();
  }
}
