import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type BatchMemory,
  type BatchReceiver,
  type GetOptions,
  ObjectChanged,
  ObjectMissing,
  type ObjectReader,
  type ObjectStore,
  type PutOptions,
  StoreUnavailable,
  type StoredObject,
} from '../../../src/platform/objects';

type Range = Pick<GetOptions, 'start' | 'end'>;

/** A store in memory that lies where a test tells it to: about bytes, length, or by falling silent. */
export class MemoryStore implements ObjectStore {
  readonly kind = 'directory';
  readonly objects = new Map<string, { bytes: Buffer; stored: StoredObject }>();
  readonly gets: GetOptions[] = [];
  /** Changes the bytes of an answer; fewer bytes are a connection that was cut. */
  lie: (bytes: Buffer, range: Range) => Buffer = (bytes) => bytes;
  /** Answers stop for ever behind this object byte. */
  silentFrom = Infinity;
  putFails = false;
  open = 0;

  async put(key: string, source: AsyncIterable<Buffer>, options: PutOptions = {}): Promise<StoredObject> {
    const pieces: Buffer[] = [];
    for await (const piece of source) {
      options.signal?.throwIfAborted();
      if (this.putFails) throw new StoreUnavailable('put');
      pieces.push(Buffer.from(piece));
    }
    const bytes = Buffer.concat(pieces);
    const stored = { key, versionId: randomUUID(), etag: randomUUID(), size: bytes.length };
    this.objects.set(key, { bytes, stored });
    return stored;
  }

  async get(key: string, options: GetOptions): Promise<ObjectReader> {
    await turn();
    options.signal?.throwIfAborted();
    this.gets.push(options);
    const object = this.objects.get(key);
    if (!object) throw new ObjectMissing();
    if (object.stored.etag !== options.etag || object.stored.versionId !== options.versionId)
      throw new ObjectChanged('etag');
    const { start, end } = options;
    const bytes = this.lie(Buffer.from(object.bytes.subarray(start, end + 1)), { start, end });
    return new MemoryReader(this, bytes, end + 1 - start, options);
  }

  head(): Promise<StoredObject> {
    return Promise.reject(new ObjectMissing());
  }
  deleteAllVersions(key: string): Promise<number> {
    return Promise.resolve(this.objects.delete(key) ? 1 : 0);
  }
  async *list(): AsyncGenerator<never> {
    // Nothing that reads media lists.
  }
  async *listIncomplete(): AsyncGenerator<never> {
    // A put in memory is never incomplete.
  }
  abort(): Promise<void> {
    return Promise.resolve();
  }
  check(): Promise<void> {
    return Promise.resolve();
  }
  close(): void {
    this.objects.clear();
  }
}

const ownMemory: BatchMemory = (length) => Buffer.alloc(length);

class MemoryReader implements ObjectReader {
  constructor(
    private readonly store: MemoryStore,
    private readonly bytes: Buffer,
    readonly length: number,
    private readonly options: GetOptions,
  ) {}

  async pipeTo(receive: BatchReceiver, memory: BatchMemory = ownMemory): Promise<void> {
    this.store.open += 1;
    try {
      let at = 0;
      for (let size = 4 * 16400 + (this.options.lead ?? 0); at < this.bytes.length; size = 64 * 16400) {
        await this.next(at);
        const sealed = this.bytes.subarray(at, at + size);
        const lent = memory(size).subarray(0, sealed.length);
        sealed.copy(lent);
        await receive(lent);
        if (memory === ownMemory) lent.fill(0xee);
        at += lent.length;
      }
      if (at < this.length) throw new StoreUnavailable('cut');
    } finally {
      this.store.open -= 1;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    await this.next(0);
    yield this.bytes;
    if (this.bytes.length < this.length) throw new StoreUnavailable('cut');
  }

  close(): void {
    // Nothing is held before the reading begins.
  }

  private async next(at: number): Promise<void> {
    await turn();
    const { signal, start } = this.options;
    if (start + at >= this.store.silentFrom) {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    }
    signal?.throwIfAborted();
  }
}
