import { type BatchMemory, type BatchReceiver } from './object-store';

const chunk = 16_400;
const rampInChunks = [4, 16, 64] as const;

/** Sizes of the batches of a range: small ones first, so that the first byte is early; whole chunks behind the lead. */
export function* batchSizes(length: number, lead: number): Generator<number, void> {
  let left = length;
  for (let index = 0; left > 0; index += 1) {
    const chunks = rampInChunks[Math.min(index, rampInChunks.length - 1)] ?? 64;
    const size = Math.min(left, chunks * chunk + (index === 0 ? lead : 0));
    yield size;
    left -= size;
  }
}

/** So many buffers of one's own that take turns. */
export function buffersInTurn(count: number): BatchMemory {
  const buffers: Buffer[] = [];
  let turn = 0;
  return (length) => {
    turn = (turn + 1) % count;
    const kept = buffers[turn];
    if (kept && kept.length >= length) return kept;
    return (buffers[turn] = Buffer.allocUnsafeSlow(length));
  };
}

const noSpace = Buffer.alloc(0);

/**
 * Cuts what a transport receives into batches. The transport asks for `space`, puts bytes there and says so by `advance`;
 * while a promise of `advance` is open it must not write.
 */
export class Batches {
  private readonly sizes: Generator<number, void>;
  private buffer: Buffer | null = null;
  private size: number;
  private filled = 0;
  private received = 0;

  constructor(
    readonly length: number,
    lead: number,
    private readonly receive: BatchReceiver,
    private readonly memory: BatchMemory = buffersInTurn(1),
  ) {
    this.sizes = batchSizes(length, lead);
    this.size = this.nextSize();
  }

  /** Bytes that have not arrived yet. */
  get remaining(): number {
    return this.length - this.received;
  }

  /** Where the next bytes belong. */
  space(): Buffer {
    if (this.size === 0) return noSpace;
    this.buffer ??= this.memory(this.size);
    return this.buffer.subarray(this.filled, this.size);
  }

  /** Says that so many bytes have been put into `space`. A promise means: wait for it before writing on. */
  advance(count: number): Promise<void> | undefined {
    this.filled += count;
    this.received += count;
    if (this.filled < this.size || !this.buffer) return undefined;
    const batch = this.buffer.subarray(0, this.filled);
    this.buffer = null;
    this.filled = 0;
    this.size = this.nextSize();
    return this.receive(batch);
  }

  /** Puts bytes of a foreign buffer in. */
  async copy(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const count = bytes.copy(this.space(), 0, at);
      at += count;
      const wait = this.advance(count);
      if (wait) await wait;
    }
  }

  private nextSize(): number {
    return this.sizes.next().value ?? 0;
  }
}
