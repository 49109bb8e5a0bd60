import { ServerResponse } from 'node:http';
import { type Writable } from 'node:stream';
import { type ObjectReader } from '../../platform/objects';
import { type RangeOpener, headerLength } from '../../platform/sealed';
import { type OpenedMedia } from './media-streams';

export interface RangeReading {
  readonly reader: ObjectReader;
  /** Header bytes that stand before the first chunk of what the reader gives. */
  readonly lead: number;
  /** Makes the opener from the first batch, which begins with the header where there is a lead. */
  readonly openRange: (firstBatch: Buffer) => RangeOpener;
  /** Ends the reading of the store. */
  readonly abort: AbortController;
  /** Called once, when everything is over. */
  readonly end: () => void;
  readonly idleMillis: number;
}

/** Batches that may wait in the sink at once: one is being sent while the next is being opened. */
const batchesInFlight = 2;

/** The client has gone away. */
export class ClientGone extends Error {
  constructor() {
    super('The client has gone away.');
    this.name = 'ClientGone';
  }
}

/**
 * A range that streams from the store through its opener into a sink, batch by batch. Until a sink is given the first
 * batch waits, verified. Every failure destroys the sink: its end would look like a whole answer.
 */
export class VerifiedRange implements OpenedMedia {
  sent = 0;
  private opener: RangeOpener | null = null;
  private sink: Writable | null = null;
  private moving: Promise<void> = Promise.resolve();
  private inFlight = 0;
  private wake: (() => void) | null = null;
  private giveSink: (sink: Writable) => void = () => undefined;

  constructor(private readonly reading: RangeReading) {}

  /** Resolves when the first batch is verified. */
  async begin(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.moving = this.reading.reader.pipeTo((batch) => {
        const pieces = this.open(batch);
        if (this.sink) return this.write(this.sink, pieces);
        resolve();
        return this.writeOnceGiven(pieces);
      });
      this.moving.then(resolve, reject);
    });
  }

  async sendTo(sink: Writable): Promise<void> {
    const { abort, idleMillis } = this.reading;
    const leave = (): void => abort.abort(new ClientGone());
    const cut = (): void => {
      sink.destroy();
      this.wake?.();
    };
    sink.once('close', leave);
    sink.once('error', leave);
    abort.signal.addEventListener('abort', cut, { once: true });
    limitIdle(sink, idleMillis, leave);
    try {
      if (sink.destroyed) leave();
      abort.signal.throwIfAborted();
      await this.moveInto(sink);
    } catch (error) {
      sink.destroy();
      throw abort.signal.aborted ? (abort.signal.reason as Error) : error;
    } finally {
      sink.removeListener('close', leave);
      abort.signal.removeEventListener('abort', cut);
      this.reading.end();
    }
  }

  discard(): void {
    this.reading.abort.abort(new ClientGone());
    this.reading.end();
  }

  private async moveInto(sink: Writable): Promise<void> {
    this.giveSink(sink);
    await this.moving;
    this.opener?.finish();
    while (this.inFlight > 0) await this.room();
  }

  private open(batch: Buffer): Buffer[] {
    if (this.opener) return this.opener.push(batch);
    this.opener = this.reading.openRange(batch);
    return this.opener.push(batch.subarray(this.reading.lead > 0 ? headerLength : 0));
  }

  private async writeOnceGiven(pieces: Buffer[]): Promise<void> {
    const { abort, idleMillis } = this.reading;
    const forgotten = setTimeout(() => abort.abort(new ClientGone()), idleMillis);
    try {
      this.sink = await this.given(abort.signal);
    } finally {
      clearTimeout(forgotten);
    }
    await this.write(this.sink, pieces);
  }

  private given(signal: AbortSignal): Promise<Writable> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      this.giveSink = (sink) => {
        signal.removeEventListener('abort', stop);
        resolve(sink);
      };
    });
  }

  /** Hands verified pieces over uncopied; a promise means that enough of them wait in the sink. */
  private write(sink: Writable, pieces: readonly Buffer[]): Promise<void> | undefined {
    if (pieces.length === 0) return undefined;
    this.reading.abort.signal.throwIfAborted();
    sink.cork();
    for (const [index, piece] of pieces.entries()) {
      if (index === pieces.length - 1) sink.write(piece, this.flushed);
      else sink.write(piece);
      this.sent += piece.length;
    }
    sink.uncork();
    this.inFlight += 1;
    return this.inFlight < batchesInFlight ? undefined : this.room();
  }

  private readonly flushed = (): void => {
    this.inFlight -= 1;
    this.wake?.();
  };

  private async room(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = null;
    this.reading.abort.signal.throwIfAborted();
  }
}

/** A socket's own timeout does not fire while bytes still leave, however slowly: only silence counts. */
function limitIdle(sink: Writable, millis: number, onIdle: () => void): void {
  if (sink instanceof ServerResponse) sink.setTimeout(millis, onIdle);
}
