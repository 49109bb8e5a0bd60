import { type ChunkKeys } from './chunk-keys';
import { SealedError } from './errors';
import { type ChunkRange, chunkLength, sealedChunkLength } from './layout';

/**
 * Turns the object bytes [start, end) into the verified plaintext of a range. Give it the bytes in their order, in
 * pieces of any size; pieces of whole chunks (n × 16,400 bytes) are opened without a copy. What it returns has been
 * verified. Once it has failed it keeps failing.
 */
export class RangeOpener {
  /** The first object byte it wants. */
  readonly start: number;
  /** The object byte behind the last one it wants. */
  readonly end: number;
  private chunk: number;
  private at: number;
  private carried: Buffer | null = null;
  private carriedLength = 0;
  private failure: SealedError | null = null;

  constructor(
    private readonly keys: ChunkKeys,
    private readonly chunks: ChunkRange,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.start = chunks.start;
    this.end = chunks.end;
    this.chunk = chunks.firstChunk;
    this.at = chunks.start;
  }

  /** Whether every byte of the range has been verified and returned. */
  get complete(): boolean {
    return this.failure === null && this.chunk > this.chunks.lastChunk;
  }

  /** The plaintext that these object bytes complete. The pieces may be views of one another's memory, never of `sealed`. */
  push(sealed: Buffer): Buffer[] {
    if (this.failure) throw this.failure;
    try {
      return this.openAll(sealed);
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Says that no more bytes will come: throws unless the range is complete. */
  finish(): void {
    if (!this.complete) throw this.fail(new SealedError('TRUNCATED', this.chunk));
  }

  private openAll(sealed: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    for (let at = 0; at < sealed.length;) {
      if (this.chunk > this.chunks.lastChunk) throw new SealedError('TRAILING_BYTES', this.chunk);
      const wanted = this.nextLength() - this.carriedLength;
      const part = sealed.subarray(at, at + wanted);
      at += part.length;
      const whole = this.carriedLength === 0 && part.length === wanted ? part : this.carry(part, wanted);
      if (whole) this.openNext(whole, pieces);
    }
    return pieces;
  }

  private openNext(sealed: Buffer, pieces: Buffer[]): void {
    const first = this.chunk * chunkLength;
    const plain = this.keys.open(this.chunk, sealed);
    this.chunk += 1;
    this.at += sealed.length;
    const piece = plain.subarray(Math.max(0, this.from - first), Math.max(0, this.to - first));
    if (piece.length > 0) pieces.push(piece);
  }

  private carry(part: Buffer, wanted: number): Buffer | null {
    this.carried ??= Buffer.allocUnsafeSlow(sealedChunkLength);
    this.carriedLength += part.copy(this.carried, this.carriedLength);
    if (part.length < wanted) return null;
    const whole = this.carried.subarray(0, this.carriedLength);
    this.carriedLength = 0;
    return whole;
  }

  private nextLength(): number {
    return Math.min(sealedChunkLength, this.end - this.at);
  }

  private fail(error: unknown): SealedError {
    this.failure ??= error instanceof SealedError ? error : new SealedError('CHUNK_INVALID', this.chunk);
    this.carried = null;
    return this.failure;
  }
}

/** The verified plaintext of a range whose object bytes stream in. */
export async function* opening(opener: RangeOpener, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  for await (const sealed of source) yield opener.push(sealed);
  opener.finish();
}
