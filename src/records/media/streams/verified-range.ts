import { type Writable } from 'node:stream';
import { type BatchMemory, type ObjectReader } from '../../../platform/objects';
import { headerLength } from '../../../platform/sealed';
import { type BatchOpening, type OpenedBatch } from './batch-opening';
import { type OpenedMedia } from '../media-streams';
import { SinkWriter, limitIdle } from './sink-writer';

export interface RangeReading {
  readonly reader: ObjectReader;
  /** Header bytes that stand before the first chunk of what the reader gives. */
  readonly lead: number;
  /** Begins to open; where there is a lead, the first batch starts with the header. */
  readonly begin: (firstBatch: Buffer) => BatchOpening;
  /** Where the opening wants its batches, if it matters. */
  readonly memory: BatchMemory | undefined;
  /** Ends the reading of the store. */
  readonly abort: AbortController;
  /** Called when everything is over; more than one call does no harm. */
  readonly end: () => void;
  readonly idleMillis: number;
}

/** The client has gone away. */
export class ClientGone extends Error {
  constructor() {
    super('The client has gone away.');
    this.name = 'ClientGone';
  }
}

/**
 * A range that streams from the store through its opening into a sink, batch by batch. Until a sink is given the first
 * batch waits, verified. Every failure destroys the sink: its end would look like a whole answer.
 */
export class VerifiedRange implements OpenedMedia {
  private opening: BatchOpening | null = null;
  private writer: SinkWriter | null = null;
  /** Ends with the last batch that the store gave. */
  private moving: Promise<void> = Promise.resolve();
  /** Ends with the last batch that was opened and written, in order. */
  private passing: Promise<void> = Promise.resolve();
  private firstVerified = (): void => undefined;
  private giveWriter: (writer: SinkWriter) => void = () => undefined;

  constructor(private readonly reading: RangeReading) {
    // Whoever waits for room in the opening would otherwise wait for ever.
    reading.abort.signal.addEventListener('abort', () => this.opening?.end(), { once: true });
  }

  get sent(): number {
    return this.writer?.sent ?? 0;
  }

  /** Resolves when the first batch is verified. */
  async begin(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.firstVerified = resolve;
        const { reader, memory } = this.reading;
        this.moving = reader.pipeTo((batch) => this.receive(batch), memory);
        // The store may be done before the first batch is: only what has passed counts.
        this.moving.then(() => this.passing).then(resolve, reject);
      });
    } catch (error) {
      this.opening?.end();
      throw error;
    }
  }

  async sendTo(sink: Writable): Promise<void> {
    const { abort, idleMillis } = this.reading;
    const writer = new SinkWriter(sink, abort.signal);
    const leave = (): void => abort.abort(new ClientGone());
    const cut = (): void => {
      sink.destroy();
      writer.stop();
    };
    sink.once('close', leave);
    sink.once('error', leave);
    abort.signal.addEventListener('abort', cut, { once: true });
    limitIdle(sink, idleMillis, leave);
    try {
      if (sink.destroyed) leave();
      abort.signal.throwIfAborted();
      await this.passInto(writer);
    } catch (error) {
      sink.destroy();
      throw abort.signal.aborted ? (abort.signal.reason as Error) : error;
    } finally {
      sink.removeListener('close', leave);
      abort.signal.removeEventListener('abort', cut);
      this.over();
    }
  }

  discard(): void {
    this.reading.abort.abort(new ClientGone());
    this.over();
  }

  private over(): void {
    this.opening?.end();
    this.reading.end();
  }

  private async passInto(writer: SinkWriter): Promise<void> {
    this.giveWriter(writer);
    await this.moving;
    await this.passing;
    this.opening?.finish();
    await writer.drain();
  }

  private receive(batch: Buffer): Promise<void> | undefined {
    this.reading.abort.signal.throwIfAborted();
    const opened = this.open(batch);
    if (!(opened instanceof Promise)) return this.pass(opened);
    this.passing = this.passing.then(async () => this.pass(await opened));
    this.passing.catch((error: unknown) => this.reading.abort.abort(error));
    // Its error is met in its turn, above; until then it must not count as forgotten.
    opened.catch(() => undefined);
    return this.opening?.room();
  }

  private open(batch: Buffer): OpenedBatch | Promise<OpenedBatch> {
    if (this.opening) return this.opening.open(batch);
    this.opening = this.reading.begin(batch);
    return this.opening.open(batch.subarray(this.reading.lead > 0 ? headerLength : 0));
  }

  private pass(opened: OpenedBatch): Promise<void> | undefined {
    if (this.writer) return this.writer.write(opened);
    this.firstVerified();
    return this.passOnceGiven(opened);
  }

  private async passOnceGiven(opened: OpenedBatch): Promise<void> {
    const { abort, idleMillis } = this.reading;
    const forgotten = setTimeout(() => abort.abort(new ClientGone()), idleMillis);
    try {
      this.writer = await this.given(abort.signal);
    } finally {
      clearTimeout(forgotten);
    }
    await this.writer.write(opened);
  }

  private given(signal: AbortSignal): Promise<SinkWriter> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      this.giveWriter = (writer) => {
        signal.removeEventListener('abort', stop);
        resolve(writer);
      };
    });
  }
}
