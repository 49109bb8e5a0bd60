import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Clock, newId, newOrderedId } from '../../../kernel';
import { ObjectMissing, StoreUnavailable } from '../errors';
import { type PutOptions, type StoredObject } from '../object-store';
import { piecesUntil, SourceFailed } from '../source';
import { makeDirectory, syncDirectory } from './durable';
import { folders, incomingFile, parseVersionFile, versionFile, versionMillis } from './names';
import { asRefusal, codeOf } from './refusals';

/** Writes one new version: a file beside, fsync, rename into its place, fsync of the folder. */
export class FilePut {
  private crc = 0;
  private size = 0;

  constructor(
    private readonly root: string,
    private readonly clock: Clock,
    private readonly key: string,
    private readonly options: PutOptions,
  ) {}

  async run(source: AsyncIterable<Buffer> | Readable): Promise<StoredObject> {
    const path = join(folders(this.root).incoming, incomingFile(newId(), this.key));
    try {
      await makeDirectory(folders(this.root).incoming);
      await this.write(path, source);
      return await this.place(path);
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      if (this.options.signal?.aborted === true) throw this.options.signal.reason;
      if (error instanceof SourceFailed) throw error.inner;
      const refusal = asRefusal(error);
      // A put needs no object: what is missing here is the store itself.
      throw refusal instanceof ObjectMissing ? new StoreUnavailable('no_directory', error) : refusal;
    }
  }

  /** One write is under way while the source prepares the next piece. */
  private async write(path: string, source: AsyncIterable<Buffer> | Readable): Promise<void> {
    const handle = await open(path, 'wx', 0o600);
    let writing = Promise.resolve();
    try {
      const { signal = new AbortController().signal, size } = this.options;
      for await (const piece of piecesUntil(source, signal, size)) {
        this.crc = crc32(piece, this.crc);
        this.size += piece.length;
        await writing;
        writing = writeAll(handle, piece);
        writing.catch(() => undefined);
      }
      await writing;
      await handle.sync();
    } finally {
      await writing.catch(() => undefined);
      await handle.close();
    }
  }

  /** The rename is the moment from which the version exists. */
  private async place(path: string): Promise<StoredObject> {
    const folder = join(folders(this.root).versions, this.key);
    const etag = this.crc.toString(16).padStart(8, '0');
    for (let attempt = 1; ; attempt += 1) {
      await makeDirectory(folder);
      try {
        const versionId = newOrderedId(await this.nextMillis(folder));
        await rename(path, join(folder, versionFile({ versionId, etag })));
        await syncDirectory(folder);
        return { key: this.key, versionId, etag, size: this.size };
      } catch (error) {
        // A deletion of all versions may have taken the folder away in between.
        if (codeOf(error) !== 'ENOENT' || attempt > 3) throw error;
      }
    }
  }

  /** Now, but after every version that is there: clocks step back, and the newest version must sort last. */
  private async nextMillis(folder: string): Promise<number> {
    const versions = (await readdir(folder)).map(parseVersionFile).filter((version) => version !== null);
    return Math.max(this.clock.now().getTime(), ...versions.map(({ versionId }) => versionMillis(versionId) + 1));
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}
