import { isNativeError } from 'node:util/types';
import { type BatchMemory, type BatchReceiver, type ObjectReader } from './object-store';

/** The two ways of reading over one: whoever moves the bytes into a receiver. */
export class OnceReader implements ObjectReader {
  private used = false;

  constructor(
    readonly length: number,
    private readonly move: (receive: BatchReceiver, memory?: BatchMemory) => Promise<void>,
    private readonly giveUp: () => void,
  ) {}

  async pipeTo(receive: BatchReceiver, memory?: BatchMemory): Promise<void> {
    if (this.used) throw new TypeError('A range is read once.');
    this.used = true;
    await this.move(receive, memory);
  }

  close(): void {
    if (this.used) return;
    this.used = true;
    this.giveUp();
  }

  /** Copies, because a caller that collects pieces must not see them change. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const turn = new Turns();
    const moved = this.pipeTo((batch) => turn.offer(Buffer.from(batch))).then(
      () => turn.end(),
      (error: unknown) => turn.fail(error),
    );
    try {
      for (let batch = await turn.take(); batch; batch = await turn.take()) yield batch;
      await moved;
    } finally {
      turn.leave();
    }
  }
}

/** The reader has left in the middle: stops the transport. */
class ReaderLeft extends Error {}

type Settle = { resolve: () => void; reject: (error: Error) => void };

/** Hands one batch at a time from the pushing side to the pulling side. */
class Turns {
  private offered: Buffer | null = null;
  private ended = false;
  private error: Error | null = null;
  private pusher: Settle | null = null;
  private puller: Settle | null = null;

  offer(batch: Buffer): Promise<void> {
    if (this.ended) return Promise.reject(new ReaderLeft());
    this.offered = batch;
    this.puller?.resolve();
    return new Promise((resolve, reject) => (this.pusher = { resolve, reject }));
  }

  end(): void {
    this.ended = true;
    this.puller?.resolve();
  }

  fail(error: unknown): void {
    this.error = isNativeError(error) ? error : new Error('The reading failed.', { cause: error });
    this.ended = true;
    this.puller?.reject(this.error);
  }

  leave(): void {
    this.ended = true;
    this.pusher?.reject(new ReaderLeft());
  }

  async take(): Promise<Buffer | null> {
    this.pusher?.resolve();
    this.pusher = null;
    if (!this.offered && !this.ended) await new Promise<void>((resolve, reject) => (this.puller = { resolve, reject }));
    this.puller = null;
    const batch = this.offered;
    this.offered = null;
    if (!batch && this.error) throw this.error;
    return batch;
  }
}
