import { link, readdir, readFile, rename, unlink, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newId } from '../../../kernel';
import { makeDirectory, syncDirectory } from '../directory/durable';
import { asRefusal, codeOf } from '../directory/refusals';
import { checkKey, checkPrefix } from '../object-key';
import { type WormBucket, WormConflict } from './worm-bucket';

/**
 * A folder in the place of a bucket, for tests and for trying things out. It is NOT write-once: whoever may write to the
 * folder may change it, so it never counts as protecting.
 */
export class DirectoryWorm implements WormBucket {
  readonly kind = 'directory';
  readonly place: string;

  constructor(private readonly root: string) {
    this.place = root;
  }

  async putOnce(key: string, bytes: Buffer): Promise<void> {
    await this.write(key, bytes, async (made, target) => {
      try {
        await link(made, target);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        if (!(await readFile(target)).equals(bytes)) throw new WormConflict();
      }
    });
  }

  async putNewest(key: string, bytes: Buffer): Promise<void> {
    await this.write(key, bytes, (made, target) => rename(made, target));
  }

  async get(key: string): Promise<Buffer | null> {
    checkKey(key);
    return readFile(join(this.root, key)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EISDIR') return null;
      throw asRefusal(error);
    });
  }

  async *list(prefix: string, after = ''): AsyncGenerator<string> {
    checkPrefix(prefix);
    for await (const key of this.keysBelow(prefix.slice(0, prefix.lastIndexOf('/') + 1)))
      if (key.startsWith(prefix) && key > after) yield key;
  }

  proveLock(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): void {
    // Nothing is kept open between calls.
  }

  private async write(
    key: string,
    bytes: Buffer,
    place: (made: string, target: string) => Promise<void>,
  ): Promise<void> {
    checkKey(key);
    const target = join(this.root, key);
    const made = join(this.root, `.${newId()}`);
    try {
      await makeDirectory(dirname(target));
      await writeDurably(made, bytes);
      await place(made, target).finally(() => unlink(made).catch(() => undefined));
      await syncDirectory(dirname(target));
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async *keysBelow(folder: string): AsyncGenerator<string> {
    const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw asRefusal(error);
    });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* this.keysBelow(`${folder}${entry.name}/`);
      else yield `${folder}${entry.name}`;
    }
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
