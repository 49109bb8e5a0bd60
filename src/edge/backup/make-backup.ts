import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Id, newId } from '../../kernel';
import { type Reader, Snapshot } from '../../platform/database';
import type { BackupKeys } from '../../trust/keys';
import { type BackupHead, BackupRefused, headFile, headText, type InventoryLine, type Manifest } from './backup-format';
import { SealedFolder } from './sealed-folder';
import { framed } from './table-frames';

export interface BackupSources {
  readonly vault: readonly Reader[];
  readonly keystore: readonly Reader[];
  readonly objects: AsyncIterable<InventoryLine>;
  readonly keys: BackupKeys;
  readonly vaultId: Id;
  readonly clock: Clock;
}

export interface MadeBackup {
  readonly backup: Id;
  readonly epoch: number;
  readonly objects: number;
  readonly bytes: number;
}

const partial = /^(vault|keystore|objects|manifest)\.sealed$|^backup\.json\.new$/;

/**
 * Copies both databases and lists the objects, in constant memory. The keystore's snapshot is taken after the vault's: a key is
 * committed before the row that names it, so every row of the copy has its key, or its key was ended since. The head comes
 * last: a folder without it is no backup, and the next attempt clears it.
 */
export async function makeBackup(folder: string, sources: BackupSources): Promise<MadeBackup> {
  await clearFolder(folder);
  const { keys, vaultId } = sources;
  const backupId = newId();
  const files = new SealedFolder(folder, keys, { vaultId, backupId });
  const vault = await copyOf(sources.vault, (snapshot) => files.write('vault.sealed', framed(snapshot)));
  const keystore = await copyOf(sources.keystore, (snapshot) => files.write('keystore.sealed', framed(snapshot)));
  let objects = 0;
  const lines = async function* (): AsyncGenerator<Buffer> {
    for await (const line of sources.objects) {
      objects += 1;
      yield Buffer.from(`${JSON.stringify(line)}\n`);
    }
  };
  const inventory = await files.write('objects.sealed', lines());
  const manifest: Manifest = {
    madeAt: sources.clock.now().toISOString(),
    layouts: { vault: vault.layout, keystore: keystore.layout },
    objects,
    files: { vault: vault.part, keystore: keystore.part, objects: inventory },
  };
  const { size, ...part } = await files.write('manifest.sealed', once(JSON.stringify(manifest)));
  const { epoch, id, wrapped } = keys.epoch;
  await writeHead(folder, {
    ...{ format: 'strongroom/backup', version: 1, vault: vaultId, backup: backupId },
    epoch: { epoch, id, wrapped: wrapped.toString('base64') },
    manifest: { file: part.file, id: part.id, keyId: part.keyId, wrapped: part.wrapped, length: part.length },
  });
  return { backup: backupId, epoch, objects, bytes: vault.part.size + keystore.part.size + inventory.size + size };
}

async function copyOf<Part>(readers: readonly Reader[], write: (snapshot: Snapshot) => Promise<Part>) {
  const snapshot = await Snapshot.open(readers);
  try {
    return { layout: snapshot.layout, part: await write(snapshot) };
  } finally {
    await snapshot.close();
  }
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** Empty, new, or left over from a backup that was cut off. */
async function clearFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (!names.every((name) => partial.test(name))) throw new BackupRefused('folder_in_use');
  for (const name of names) await rm(join(folder, name));
}

async function writeHead(folder: string, head: BackupHead): Promise<void> {
  const path = join(folder, headFile);
  const handle = await open(`${path}.new`, 'wx', 0o600);
  await handle.writeFile(headText(head));
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}
