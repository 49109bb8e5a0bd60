import { Inject, Injectable } from '@nestjs/common';
import { type Id } from '../../kernel';
import { OBJECT_STORE, type ObjectReader, type ObjectStore, getMemoryBytes } from '../../platform/objects';
import {
  type ChunkRange,
  type ObjectOpener,
  type RangeOpener,
  headerLength,
  lastRange,
  objectRange,
  openHeader,
  wholeRange,
} from '../../platform/sealed';
import { Settings } from '../../platform/settings';
import { type FetchesAndOpens, type OpenedMedia, type OpeningOrder, type PlainRange } from './media-streams';
import { type BatchOpening, DirectOpening, ThreadedOpening, slotsOfAnOpening } from './streams/batch-opening';
import { StreamThreads, slotBytes } from './streams/stream-threads';
import { StreamMemory } from './streams/stream-memory';
import { VerifiedRange } from './streams/verified-range';

/** Headers of objects that were read lately. They are public bytes, and each reader verifies them anew under its key. */
const keptHeaders = 4096;
/** What one opening holds: the store's buffers, and batches that are being opened or are on their way to the client. */
const openingMemoryBytes = getMemoryBytes + slotsOfAnOpening * slotBytes;
/**
 * Shorter reads, up to two batches of full size, are opened on this thread: the way to the others costs more than it saves.
 * For long ones it would be the dearer place. Each chunk's plaintext is memory of its own, and whenever 64 MiB of such have
 * gathered, V8 marks the whole heap: the vault's here, next to nothing in a thread.
 */
const fewChunks = 128;

/** Fetches an object and opens it: every byte that comes out has been verified. */
@Injectable()
export class FetchAndOpen implements FetchesAndOpens {
  private readonly idleMillis: number;
  private readonly headers = new Map<Id, Buffer>();

  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly memory: StreamMemory,
    private readonly threads: StreamThreads,
    settings: Settings,
  ) {
    this.idleMillis = settings.bodyIdleSeconds * 1000;
  }

  /**
   * Resolves once the header and the first chunks of the range are verified; nothing has been sent by then, so that any
   * failure up to here can still be answered with a status. Whoever gets the result sends it or discards it.
   */
  async open(order: OpeningOrder): Promise<OpenedMedia> {
    const abort = new AbortController();
    const cancel = (): void => abort.abort(order.signal.reason);
    const chunks = chunksOf(order.range, order.object.length);
    const wanted = Math.min(openingMemoryBytes, 2 * (chunks.end - chunks.start));
    const release = await this.memory.take(wanted, order.signal);
    order.signal.addEventListener('abort', cancel, { once: true });
    const end = (): void => {
      order.signal.removeEventListener('abort', cancel);
      release();
    };
    try {
      order.signal.throwIfAborted();
      return await this.begin(order, chunks, abort, end);
    } catch (error) {
      abort.abort(error);
      end();
      throw error;
    }
  }

  private async begin(
    order: OpeningOrder,
    chunks: ChunkRange,
    abort: AbortController,
    end: () => void,
  ): Promise<OpenedMedia> {
    const lead = chunks.firstChunk === 0 && !order.range.suffix ? headerLength : 0;
    const [header, reader] = await Promise.all([
      lead > 0 ? null : this.header(order, abort.signal),
      this.fetch(order, chunks.start - lead, chunks.end, abort.signal, lead),
    ]);
    if (header && order.range.suffix) await this.verifyEnd(order, openedWith(order, header), chunks, abort.signal);
    const threaded = this.threads.available && chunks.lastChunk - chunks.firstChunk >= fewChunks;
    const begin = (batch: Buffer): BatchOpening => {
      const first = header ?? batch.subarray(0, headerLength);
      return threaded ? this.onThreads(order, chunks, first) : onThisThread(order, first);
    };
    const memory = threaded ? (): Buffer => Buffer.from(this.threads.takeSlot()) : undefined;
    const verified = new VerifiedRange({ reader, lead, begin, memory, abort, end, idleMillis: this.idleMillis });
    await verified.begin();
    return verified;
  }

  private onThreads(order: OpeningOrder, { firstChunk, lastChunk }: ChunkRange, header: Buffer): BatchOpening {
    const { ids, dataKey, object, range } = order;
    const { length, size } = object;
    const openable = { dataKey, ids, length, size, header: Uint8Array.from(header) };
    return new ThreadedOpening(this.threads, openable, { ...range, firstChunk, lastChunk });
  }

  /** The first 136 bytes. An object never changes, so its later ranges need no second look. */
  private async header(order: OpeningOrder, signal: AbortSignal): Promise<Buffer> {
    const kept = this.headers.get(order.ids.objectId);
    if (kept) return kept;
    const header = await collect(await this.fetch(order, 0, headerLength, signal));
    const oldest = this.headers.keys().next();
    if (this.headers.size >= keptHeaders && !oldest.done) this.headers.delete(oldest.value);
    this.headers.set(order.ids.objectId, header);
    return header;
  }

  /** A range that was counted from the end trusts the length, and the last chunk authenticates it. */
  private async verifyEnd(
    order: OpeningOrder,
    opener: ObjectOpener,
    chunks: ChunkRange,
    signal: AbortSignal,
  ): Promise<void> {
    const last = lastRange(order.object.length);
    if (chunks.firstChunk === last.lastChunk) return;
    const end = opener.last();
    end.push(await collect(await this.fetch(order, last.start, last.end, signal)));
    end.finish();
  }

  private fetch(order: OpeningOrder, start: number, end: number, signal: AbortSignal, lead = 0): Promise<ObjectReader> {
    const { objectKey, versionId, etag, size } = order.object;
    return this.objects.get(objectKey, {
      start,
      end: end - 1,
      versionId,
      etag,
      size,
      lead,
      entry: order.entry,
      signal,
    });
  }
}

function chunksOf({ from, to }: PlainRange, length: number): ChunkRange {
  return from === 0 && to === length ? wholeRange(length) : objectRange(from, to, length);
}

function onThisThread(order: OpeningOrder, header: Buffer): BatchOpening {
  return new DirectOpening(rangeOf(openedWith(order, header), order.range));
}

function rangeOf(opener: ObjectOpener, { from, to }: PlainRange): RangeOpener {
  return from === 0 && to === opener.length ? opener.whole() : opener.range(from, to);
}

function openedWith({ ids, dataKey, object }: OpeningOrder, header: Buffer): ObjectOpener {
  return openHeader(dataKey, { ids, length: object.length }, { header, size: object.size });
}

async function collect(reader: ObjectReader): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of reader) pieces.push(piece);
  return Buffer.concat(pieces);
}
