import { Inject, Injectable } from '@nestjs/common';
import { OBJECT_STORE, type ObjectStore, putMemoryBytes } from '../../platform/objects';
import { SealedError, plainLength, sealedSize } from '../../platform/sealed';
import { type SealedMedia, type SealingOrder, type SealsAndStores } from './media-streams';
import { type BatchSealing, DirectSealing, ThreadedSealing, slotsOfASealing } from './streams/batch-sealing';
import { StreamMemory } from './streams/stream-memory';
import { StreamThreads, slotBytes } from './streams/stream-threads';

const mib = 1024 * 1024;
/** What sealing on this thread holds beside the store's own buffers: one batch being filled, one being taken. */
const sealingMemoryBytes = 3 * mib;
/** Shorter contents are sealed on this thread: the way to the others costs more than it saves. */
const shortest = 4 * mib;

/** Takes a plaintext in: one pass from its source to the store, sealed on the way, in bounded memory. */
@Injectable()
export class SealAndStore implements SealsAndStores {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly memory: StreamMemory,
    private readonly threads: StreamThreads,
  ) {}

  /**
   * Resolves when the store has acknowledged the whole object. On any error the put has been aborted, nothing is
   * readable, and the data key and object id are spent: a retry needs new ones.
   */
  async store(order: SealingOrder): Promise<SealedMedia> {
    const threaded = this.threads.available && (order.length ?? Infinity) >= shortest;
    const release = await this.memory.take(memoryFor(order.length, threaded), order.signal);
    try {
      const object = threaded ? new ThreadedSealing(this.threads, order) : new DirectSealing(order);
      return await this.put(order, object).finally(() => object.end());
    } finally {
      release();
    }
  }

  private async put({ objectKey, length, signal }: SealingOrder, object: BatchSealing): Promise<SealedMedia> {
    const size = length === undefined ? undefined : sealedSize(length);
    const { versionId, etag, ...stored } = await this.objects.put(objectKey, object, { size, signal });
    // The store's word against our count: an object of another size would never open.
    if (stored.size !== object.size) throw new SealedError('SIZE_MISMATCH');
    return { objectKey, versionId, etag, size: object.size, sha256: object.sha256, length: plainLength(object.size) };
  }
}

/** A small body of known length takes a small share. */
function memoryFor(length: number | undefined, threaded: boolean): number {
  const size = length === undefined ? Infinity : sealedSize(length);
  const sealing = threaded ? slotsOfASealing * slotBytes : Math.min(sealingMemoryBytes, 2 * size);
  return Math.min(putMemoryBytes, size) + sealing;
}
