import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Clock, newId } from '../../../kernel';

/** Files that only their owner may read, and that are whole or absent whatever happens while they are written. */

const leftover = /^\..+\.[0-9a-f-]{36}$/;

/** Makes a directory for its owner alone; one that exists keeps its mode. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Writes a file that must not exist yet. Says whether it did; an existing one stays untouched. */
export async function createPrivateFile(path: string, content: string): Promise<boolean> {
  const written = await writeBeside(path, content);
  try {
    await link(written, path);
    await syncDirectory(dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(written, { force: true });
  }
}

/** Removes what an interrupted writing left in a folder of private files; younger ones may still be written. */
export async function removeLeftovers(folder: string, clock: Clock): Promise<void> {
  const old = clock.now().getTime() - 600_000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!leftover.test(name)) continue;
    const { mtimeMs } = await stat(path);
    if (mtimeMs < old) await rm(path, { force: true });
  }
}

/** Puts new content in place of the old in one step, then overwrites the old bytes where the file system writes in place. */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  const written = await writeBeside(path, content);
  const old = await open(path, 'r+');
  try {
    await rename(written, path);
    await syncDirectory(dirname(path));
    await overwrite(old);
  } finally {
    await old.close();
    await rm(written, { force: true });
  }
}

/** The text of a file that its owner alone may read; 'exposed' where others may too. */
export async function readPrivateFile(path: string): Promise<{ text: string } | 'missing' | 'exposed'> {
  const file = await openExisting(path);
  if (file === null) return 'missing';
  try {
    const { mode } = await file.stat();
    return (mode & 0o077) === 0 ? { text: await file.readFile('utf8') } : 'exposed';
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

async function openExisting(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeBeside(path: string, content: string): Promise<string> {
  const beside = join(dirname(path), `.${basename(path)}.${newId()}`);
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}

async function overwrite(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size), 0, size, 0);
  await file.sync();
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
