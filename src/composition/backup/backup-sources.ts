import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { systemClock } from '../../kernel';
import { makeBackup, type MadeBackup } from '../../edge/backup';
import { findEmbeddedPostgres, KeystoreDatabase, type Reader } from '../../platform/database';
import { Installation, type Settings } from '../../platform/settings';
import { KeptObjects } from '../../records/media';
import { Audit } from '../../trust/audit';
import { BackupKeys, KEY_PROVIDER, type KeyProvider } from '../../trust/keys';
import { DatabasesNotReady } from '../vault-databases';
import { systemEntry } from './system-entry';

/** Makes a backup of the vault that runs, or of the one that was opened for it. The entry is queued when all of it is on the disk. */
export async function backUp(vault: INestApplicationContext, settings: Settings, folder: string): Promise<MadeBackup> {
  const { vaultId } = vault.get(Installation);
  const provider = vault.get<KeyProvider>(KEY_PROVIDER, { strict: false });
  const keys = await BackupKeys.newest(vault.get(KeystoreDatabase), provider, vaultId);
  const objects = inventory(vault.get(KeptObjects, { strict: false }));
  const made = await makeBackup(folder, { ...readers(settings), objects, keys, vaultId, clock: systemClock });
  await vault
    .get(Audit)
    .recordAlone({ ...systemEntry, type: 'backup.made', reason: 'command_line', bytes: made.bytes });
  return made;
}

async function* inventory(kept: KeptObjects) {
  for await (const { key, versionId: version, size, sha256 } of kept.all()) yield { key, version, size, sha256 };
}

/** Connections that see every row: the embedded server's administrator, else the owners of the tables and of the log. */
function readers(settings: Settings): { vault: readonly Reader[]; keystore: readonly Reader[] } {
  if (settings.embedded) {
    const server = findEmbeddedPostgres(join(settings.dataDir, 'postgres'));
    if (server === null) throw new DatabasesNotReady('The embedded PostgreSQL does not run.');
    return { vault: [{ url: server.url('vault') }], keystore: [{ url: server.url('keystore') }] };
  }
  const { databaseOwnerUrl, auditDatabaseUrl, keystoreOwnerUrl } = settings;
  if (databaseOwnerUrl === undefined || auditDatabaseUrl === undefined || keystoreOwnerUrl === undefined)
    throw new DatabasesNotReady(
      'A backup needs STRONGROOM_DATABASE_OWNER_URL, STRONGROOM_AUDIT_DATABASE_URL and STRONGROOM_KEYSTORE_OWNER_URL.',
    );
  return {
    vault: [
      { url: databaseOwnerUrl, schemas: "n.nspname <> 'audit'" },
      { url: auditDatabaseUrl, schemas: "n.nspname = 'audit'" },
    ],
    keystore: [{ url: keystoreOwnerUrl }],
  };
}
