import { putMemoryBytes } from '../object-store';

export const partBytes = 8 * 1024 * 1024;
export const partsInFlight = 2;

/** A part of an object in a buffer that is used again once it is released. */
export interface Part {
  readonly bytes: Buffer;
  readonly last: boolean;
  release(): void;
}

/**
 * Cuts a stream into parts of 8 MiB. There are three buffers for the whole put: a fourth part is not begun before one of them
 * has been released, so that memory is bounded however fast the source and however slow the store is.
 */
export class PartCutter {
  private readonly free: Buffer[] = [];
  private made = 0;
  private waiting: (() => void) | null = null;
  /** Bytes that the source has given so far. */
  total = 0;

  /** `capacity` may be smaller than a part where the whole length is known to be. */
  constructor(private readonly capacity: number = partBytes) {}

  async *cut(source: AsyncIterable<Buffer>): AsyncGenerator<Part, void> {
    let buffer = await this.take();
    let filled = 0;
    for await (const piece of source) {
      this.total += piece.length;
      for (let at = 0; at < piece.length;) {
        // A full part is sent only when another byte follows, so that the last one is known to be the last.
        if (filled === buffer.length) {
          yield this.part(buffer, filled, false);
          buffer = await this.take();
          filled = 0;
        }
        const count = piece.copy(buffer, filled, at);
        at += count;
        filled += count;
      }
    }
    yield this.part(buffer, filled, true);
  }

  /** Bytes of all buffers that this put has made. */
  get held(): number {
    return this.made * this.capacity;
  }

  private part(buffer: Buffer, length: number, last: boolean): Part {
    return { bytes: buffer.subarray(0, length), last, release: () => this.giveBack(buffer) };
  }

  private giveBack(buffer: Buffer): void {
    this.free.push(buffer);
    this.waiting?.();
    this.waiting = null;
  }

  private async take(): Promise<Buffer> {
    const buffer = this.free.pop();
    if (buffer) return buffer;
    if (this.made < putMemoryBytes / partBytes) {
      this.made += 1;
      return Buffer.allocUnsafeSlow(this.capacity);
    }
    await new Promise<void>((resolve) => (this.waiting = resolve));
    return this.take();
  }
}
