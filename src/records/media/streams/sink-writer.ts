import { ServerResponse } from 'node:http';
import { type Writable } from 'node:stream';
import { type OpenedBatch } from './batch-opening';

/** Batches that may wait in the sink at once: one is being sent while the next is being opened. */
const batchesInFlight = 3;

/** Writes verified batches into a sink and says when enough of them wait there. */
export class SinkWriter {
  sent = 0;
  /** A socket has given its bytes to the kernel when it calls back; any other sink may hold on to the very buffer. */
  private readonly keepsNothing: boolean;
  private inFlight = 0;
  private wake: (() => void) | null = null;

  constructor(
    private readonly sink: Writable,
    private readonly signal: AbortSignal,
  ) {
    this.keepsNothing = sink instanceof ServerResponse;
  }

  /** A promise means that enough waits in the sink. */
  write({ pieces, lent, left }: OpenedBatch): Promise<void> | undefined {
    this.signal.throwIfAborted();
    const last = pieces.length - 1;
    if (last < 0) {
      left();
      return undefined;
    }
    this.inFlight += 1;
    this.sink.cork();
    for (const [index, verified] of pieces.entries()) {
      const piece = lent && !this.keepsNothing ? Buffer.from(verified) : verified;
      if (index < last) this.sink.write(piece);
      else this.sink.write(piece, () => this.flushed(left));
      this.sent += piece.length;
    }
    this.sink.uncork();
    return this.inFlight < batchesInFlight ? undefined : this.room();
  }

  /** Waits until everything has left. */
  async drain(): Promise<void> {
    while (this.inFlight > 0) await this.room();
  }

  /** Lets whoever waits look at the signal. */
  stop(): void {
    this.wake?.();
  }

  private flushed(left: () => void): void {
    this.inFlight -= 1;
    left();
    this.wake?.();
  }

  private async room(): Promise<void> {
    this.signal.throwIfAborted();
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = null;
    this.signal.throwIfAborted();
  }
}

/** A socket's own timeout does not fire while bytes still leave, however slowly: only silence counts. */
export function limitIdle(sink: Writable, millis: number, onIdle: () => void): void {
  if (sink instanceof ServerResponse) sink.setTimeout(millis, onIdle);
}
