import { access, constants, open, readdir, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { type Clock, newId } from '../../../kernel';
import { ObjectChanged, ObjectMissing, StoreUnavailable } from '../errors';
import { checkKey, checkPrefix } from '../object-key';
import {
  type GetOptions,
  type IncompletePut,
  type ListedObject,
  type ObjectReader,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
} from '../object-store';
import { makeDirectory, syncDirectory } from './durable';
import { FilePut } from './file-put';
import { readFileRange } from './file-read';
import {
  folders,
  incomingFile,
  parseIncomingFile,
  parseVersionFile,
  versionFile,
  versionMillis,
  type VersionName,
} from './names';
import { asRefusal, codeOf } from './refusals';

/** Objects as files below one folder: `versions/<key>/<version id>.<etag>`, unfinished puts in `incoming/`. */
export class DirectoryStore implements ObjectStore {
  readonly kind = 'directory';

  constructor(
    private readonly root: string,
    private readonly clock: Clock,
  ) {}

  async put(key: string, source: AsyncIterable<Buffer> | Readable, options: PutOptions = {}): Promise<StoredObject> {
    checkKey(key);
    return new FilePut(this.root, this.clock, key, options).run(source);
  }

  async get(key: string, options: GetOptions): Promise<ObjectReader> {
    checkKey(key);
    const { etag } = options;
    const versionId = options.versionId ?? (await this.head(key)).versionId ?? '';
    const name = versionFile({ versionId, etag });
    if (!parseVersionFile(name)) throw new ObjectMissing();
    try {
      return await readFileRange(join(this.folder(key), name), options);
    } catch (error) {
      if (options.signal?.aborted === true) throw options.signal.reason;
      if (codeOf(error) !== 'ENOENT') throw error instanceof TypeError ? error : asRefusal(error);
      // The version may be there under another ETag.
      await this.head(key, { versionId });
      throw new ObjectChanged('etag', error);
    }
  }

  async head(key: string, { versionId = null }: { versionId?: string | null } = {}): Promise<StoredObject> {
    checkKey(key);
    const versions = await this.versions(key);
    const version =
      versionId === null ? versions.at(0) : versions.find((candidate) => candidate.versionId === versionId);
    if (!version) throw new ObjectMissing();
    return this.stored(key, version);
  }

  async deleteAllVersions(key: string): Promise<number> {
    checkKey(key);
    try {
      for await (const put of this.listIncomplete(key)) if (put.key === key) await this.abort(put);
      const versions = await this.versions(key);
      for (const version of versions) await rm(join(this.folder(key), versionFile(version)), { force: true });
      if (versions.length > 0) await syncDirectory(this.folder(key));
      await this.removeEmpty(this.folder(key));
      return versions.length;
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    checkPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1).replace(/\/$/, '');
    for await (const key of this.keysBelow(folder, prefix)) {
      for (const version of await this.versions(key)) {
        const stored = await this.stored(key, version).catch(ignoreMissing);
        if (stored) yield { ...stored, storedAt: new Date(versionMillis(version.versionId)) };
      }
    }
  }

  async *listIncomplete(prefix: string): AsyncGenerator<IncompletePut> {
    checkPrefix(prefix);
    const { incoming } = folders(this.root);
    for (const name of await this.names(incoming)) {
      const put = parseIncomingFile(name);
      if (!put?.key.startsWith(prefix)) continue;
      const stats = await stat(join(incoming, name)).catch(ignoreMissing);
      if (stats) yield { ...put, startedAt: stats.birthtime };
    }
  }

  async abort({ key, uploadId }: Pick<IncompletePut, 'key' | 'uploadId'>): Promise<void> {
    checkKey(key);
    const name = incomingFile(uploadId, key);
    if (!parseIncomingFile(name)) return;
    await rm(join(folders(this.root).incoming, name), { force: true });
  }

  /** Writes a file and makes it durable: the only proof that a put would work. */
  async check(): Promise<void> {
    const { incoming, versions } = folders(this.root);
    const probe = join(incoming, `probe-${newId()}`);
    try {
      await makeDirectory(incoming);
      await makeDirectory(versions);
      await access(versions, constants.R_OK | constants.W_OK | constants.X_OK);
      const handle = await open(probe, 'wx', 0o600);
      try {
        await handle.write('probe');
        await handle.sync();
      } finally {
        await handle.close();
        await unlink(probe);
      }
    } catch (error) {
      const refusal = asRefusal(error);
      throw refusal instanceof ObjectMissing ? new StoreUnavailable('no_directory', error) : refusal;
    }
  }

  close(): void {
    // Nothing is kept open between calls.
  }

  private folder(key: string): string {
    return join(folders(this.root).versions, key);
  }

  /** Newest first. */
  private async versions(key: string): Promise<VersionName[]> {
    const names = await this.names(this.folder(key));
    const versions = names.map(parseVersionFile).filter((version) => version !== null);
    return versions.sort((a, b) => (a.versionId < b.versionId ? 1 : -1));
  }

  private async stored(key: string, version: VersionName): Promise<StoredObject> {
    try {
      const { size } = await stat(join(this.folder(key), versionFile(version)));
      return { key, ...version, size };
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async names(folder: string): Promise<string[]> {
    try {
      return (await readdir(folder)).sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
      throw asRefusal(error);
    }
  }

  /** Keys that begin so. Folders in which there is none are not looked into: a listing of one key costs the same among many. */
  private async *keysBelow(key: string, prefix: string): AsyncGenerator<string> {
    const names = await this.names(this.folder(key));
    if (key.startsWith(prefix) && names.some((name) => parseVersionFile(name))) yield key;
    for (const name of names) {
      if (parseVersionFile(name)) continue;
      const below = key === '' ? name : `${key}/${name}`;
      if (below.startsWith(prefix) || prefix.startsWith(`${below}/`)) yield* this.keysBelow(below, prefix);
    }
  }

  private async removeEmpty(folder: string): Promise<void> {
    await rmdir(folder).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    });
  }
}

/** What vanishes while it is being listed is not listed. */
function ignoreMissing(error: unknown): null {
  if (error instanceof ObjectMissing || codeOf(error) === 'ENOENT') return null;
  throw error;
}
