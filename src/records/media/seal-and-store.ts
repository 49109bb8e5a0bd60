import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { OBJECT_STORE, type ObjectStore, putMemoryBytes } from '../../platform/objects';
import { SealedError, plainLength, sealedSize, sealing } from '../../platform/sealed';
import { type SealedMedia, type SealingOrder, type SealsAndStores } from './media-streams';
import { StreamMemory } from './streams/stream-memory';

/** What sealing holds beside the store's own buffers: one batch being filled, one being taken. */
const sealingMemoryBytes = 3 * 1024 * 1024;

/** Takes a plaintext in: one pass from its source to the store, sealed on the way, in bounded memory. */
@Injectable()
export class SealAndStore implements SealsAndStores {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly memory: StreamMemory,
  ) {}

  /**
   * Resolves when the store has acknowledged the whole object. On any error the put has been aborted, nothing is
   * readable, and the data key and object id are spent: a retry needs new ones.
   */
  async store(order: SealingOrder): Promise<SealedMedia> {
    const release = await this.memory.take(memoryFor(order.length), order.signal);
    try {
      return await this.sealInto(order);
    } finally {
      release();
    }
  }

  private async sealInto({ ids, dataKey, objectKey, plain, length, signal }: SealingOrder): Promise<SealedMedia> {
    const object = new CountedHash(sealing(dataKey, ids, plain));
    const size = length === undefined ? undefined : sealedSize(length);
    const stored = await this.objects.put(objectKey, object, { size, signal });
    // The store's word against our count: an object of another size would never open.
    if (stored.size !== object.size) throw new SealedError('SIZE_MISMATCH');
    const { versionId, etag } = stored;
    return { objectKey, versionId, etag, size: object.size, sha256: object.sha256(), length: plainLength(object.size) };
  }
}

/** A small body of known length takes a small share. */
function memoryFor(length: number | undefined): number {
  const size = length === undefined ? Infinity : sealedSize(length);
  return Math.min(putMemoryBytes, size) + Math.min(sealingMemoryBytes, 2 * size);
}

/** Lets batches through, counts and hashes them. */
class CountedHash implements AsyncIterable<Buffer> {
  size = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly batches: AsyncIterable<Buffer>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const batch of this.batches) {
      this.size += batch.length;
      this.hash.update(batch);
      yield batch;
    }
  }

  sha256(): string {
    return this.hash.digest('hex');
  }
}
