import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Id, newId } from '../../kernel';
import { headerLength, openHeader, SealedError, sealing } from '../../platform/sealed';
import { type BackupKeys, KeysUnavailable } from '../../trust/keys';
import { BackupRefused, type SealedPart } from './backup-format';

export type WrittenPart = SealedPart & { readonly size: number; readonly sha256: string };

/** Files sealed in the format of sealed objects, each under a fresh key; the backup's id stands where the item's would. */
export class SealedFolder {
  constructor(
    private readonly folder: string,
    private readonly keys: BackupKeys,
    private readonly names: { readonly vaultId: Id; readonly backupId: Id },
  ) {}

  /** Seals a stream into a new file. It is on the disk when this returns. */
  async write(file: string, source: AsyncIterable<Buffer>): Promise<WrittenPart> {
    const id = newId();
    const { id: keyId, wrapped, key } = this.keys.create(id);
    const hash = createHash('sha256');
    let length = 0;
    let size = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of source) {
        length += piece.length;
        yield piece;
      }
    };
    const handle = await open(join(this.folder, file), 'wx', 0o600);
    try {
      for await (const batch of sealing(key, this.#ids(id, keyId), counted())) {
        hash.update(batch);
        size += batch.length;
        await handle.writeFile(batch);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { file, id, keyId, wrapped: wrapped.toString('base64'), length, size, sha256: hash.digest('hex') };
  }

  /** The plaintext, each chunk verified before it is handed on, the end too. */
  async *read({ file, id, keyId, wrapped, length }: SealedPart): AsyncGenerator<Buffer> {
    try {
      const path = join(this.folder, file);
      const key = this.keys.open(id, { id: keyId, wrapped: Buffer.from(wrapped, 'base64') });
      const { size } = await stat(path);
      const header = await firstBytes(path);
      const opening = openHeader(key, { ids: this.#ids(id, keyId), length }, { header, size }).whole();
      for await (const piece of createReadStream(path, { start: headerLength, highWaterMark: 64 * 16_400 }))
        yield* opening.push(piece as Buffer);
      opening.finish();
    } catch (error) {
      if (isDamage(error)) throw new BackupRefused('closed');
      throw error;
    }
  }

  #ids(objectId: Id, dataKeyId: Id) {
    return { vaultId: this.names.vaultId, mediaId: this.names.backupId, objectId, dataKeyId };
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerLength), 0, headerLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isDamage(error: unknown): boolean {
  if (error instanceof SealedError || error instanceof KeysUnavailable || error instanceof RangeError) return true;
  return (error as { code?: unknown }).code === 'ENOENT';
}
