import { type RangeOpener, SealedError, chunkLength, sealedChunkLength } from '../../../platform/sealed';
import { type OpenableObject } from './thread-messages';
import { type StreamThreads, type ThreadOpening } from './stream-threads';

/** Verified plaintext, and what to call when it has left. */
export interface OpenedBatch {
  readonly pieces: readonly Buffer[];
  /** The pieces lie in memory that is used again once `left` has been called. */
  readonly lent: boolean;
  readonly left: () => void;
}

/** Opens the batches of one range, in their order. */
export interface BatchOpening {
  open(batch: Buffer): OpenedBatch | Promise<OpenedBatch>;
  /** Wait for it before the next batch. */
  room(): Promise<void> | undefined;
  /** Throws unless everything has been opened. */
  finish(): void;
  /** Called when nothing will be opened any more. */
  end(): void;
}

const nothing = (): void => undefined;

/** On this thread: the pieces leave as the cipher made them, uncopied. */
export class DirectOpening implements BatchOpening {
  constructor(private readonly opener: RangeOpener) {}

  open(batch: Buffer): OpenedBatch {
    return { pieces: this.opener.push(batch), lent: false, left: nothing };
  }

  room(): undefined {
    return undefined;
  }

  finish(): void {
    this.opener.finish();
  }

  end(): void {
    // The opener holds nothing that must be given back.
  }
}

/** The chunks and plaintext bytes [from, to) that a range covers. */
export interface CoveredRange {
  readonly from: number;
  readonly to: number;
  readonly firstChunk: number;
  readonly lastChunk: number;
}

/** Batches of one stream that may be with the threads, or on their way to the client, at once. */
export const slotsOfAnOpening = 6;

/** On the threads: batches are opened side by side and leave in their order. */
export class ThreadedOpening implements BatchOpening {
  private readonly object: ThreadOpening;
  private nextChunk: number;
  private taken = 0;
  private wake: (() => void) | null = null;

  constructor(
    private readonly threads: StreamThreads,
    object: OpenableObject,
    private readonly range: CoveredRange,
  ) {
    this.object = threads.opening(object);
    this.nextChunk = range.firstChunk;
  }

  /** The batch lies in a slot of the threads. */
  async open({ buffer: memory, byteOffset: offset, length }: Buffer): Promise<OpenedBatch> {
    if (!(memory instanceof SharedArrayBuffer))
      throw new TypeError('The batch lies outside the memory of the threads.');
    const first = this.nextChunk;
    const last = first + Math.ceil(length / sealedChunkLength) - 1;
    this.nextChunk = last + 1;
    this.taken += 1;
    const opened = await this.object.open({ memory, offset, length, first, last });
    const start = first * chunkLength;
    const piece = Buffer.from(memory).subarray(
      Math.max(0, this.range.from - start),
      Math.min(opened.length, this.range.to - start),
    );
    return { pieces: piece.length > 0 ? [piece] : [], lent: true, left: () => this.giveBack(memory) };
  }

  room(): Promise<void> | undefined {
    if (this.taken < slotsOfAnOpening) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  finish(): void {
    if (this.nextChunk !== this.range.lastChunk + 1) throw new SealedError('TRUNCATED', this.nextChunk);
  }

  end(): void {
    this.object.end();
    this.wake?.();
  }

  private giveBack(memory: SharedArrayBuffer): void {
    this.threads.giveSlotBack(memory);
    this.taken -= 1;
    this.wake?.();
    this.wake = null;
  }
}
