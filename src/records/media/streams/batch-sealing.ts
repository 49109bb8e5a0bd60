import { type KeyObject, createHash } from 'node:crypto';
import { type ObjectIds, chunkLength, sealing } from '../../../platform/sealed';
import { type StreamThreads, type ThreadSealing } from './stream-threads';
import { type BatchDone } from './thread-messages';

/** The sealed bytes of one plaintext, to be read once; size and digest are known when they have been. */
export interface BatchSealing extends AsyncIterable<Buffer> {
  readonly size: number;
  /** Of the object, hex. */
  readonly sha256: string;
  /** Called when nothing of it is in use any more. */
  end(): void;
}

export interface Sealable {
  readonly dataKey: KeyObject;
  readonly ids: ObjectIds;
  readonly plain: AsyncIterable<Buffer>;
}

/** On this thread. */
export class DirectSealing implements BatchSealing {
  size = 0;
  sha256 = '';

  constructor(private readonly object: Sealable) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { dataKey, ids, plain } = this.object;
    const hash = createHash('sha256');
    for await (const batch of sealing(dataKey, ids, plain)) {
      this.size += batch.length;
      hash.update(batch);
      yield batch;
    }
    this.sha256 = hash.digest('hex');
  }

  end(): void {
    // Nothing must be given back.
  }
}

/** Plaintext bytes of one batch: whole chunks. */
const plainBytes = 64 * chunkLength;
/** Batches that may be with the thread while another one is being filled. */
const batchesAhead = 2;
/** Batches that whoever reads may still be using. */
const batchesLent = 2;
/** Slots that one sealing holds at most. */
export const slotsOfASealing = 1 + batchesAhead + 1 + batchesLent;

interface SealedBatch extends BatchDone {
  readonly memory: SharedArrayBuffer;
}

/** On a thread of the pool: while it seals one batch, the next one comes in and the last one goes out. */
export class ThreadedSealing implements BatchSealing {
  size = 0;
  sha256 = '';
  private readonly object: ThreadSealing;
  private readonly plain: AsyncIterable<Buffer>;
  private slot: SharedArrayBuffer;
  private bytes: Buffer;
  private filled = 0;
  private readonly ahead: Promise<SealedBatch>[] = [];
  private readonly lent: SharedArrayBuffer[] = [];

  constructor(
    private readonly threads: StreamThreads,
    { dataKey, ids, plain }: Sealable,
  ) {
    this.plain = plain;
    this.object = threads.sealing({ dataKey, ids });
    this.slot = threads.takeSlot();
    this.bytes = Buffer.from(this.slot, 0, plainBytes);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const piece of this.plain) {
      for (let at = 0; at < piece.length;) {
        at += this.fill(piece.subarray(at));
        if (this.filled < plainBytes) continue;
        this.seal(false);
        if (this.ahead.length > batchesAhead) yield await this.next();
      }
    }
    this.seal(true);
    while (this.ahead.length > 0) yield await this.next();
  }

  end(): void {
    this.object.end();
    for (const slot of this.lent.splice(0)) this.threads.giveSlotBack(slot);
  }

  private fill(piece: Buffer): number {
    const count = piece.copy(this.bytes, this.filled);
    this.filled += count;
    return count;
  }

  private seal(ends: boolean): void {
    const [memory, length] = [this.slot, this.filled];
    const sealed = this.object.seal({ memory, length, ends }).then((done) => ({ ...done, memory }));
    // Its error is met in its turn; until then it must not count as forgotten.
    sealed.catch(() => undefined);
    this.ahead.push(sealed);
    if (ends) return;
    this.slot = this.threads.takeSlot();
    this.bytes = Buffer.from(this.slot, 0, plainBytes);
    this.filled = 0;
  }

  /** Who asks for a batch is done with the last but one. */
  private async next(): Promise<Buffer> {
    const done = this.lent.length < batchesLent ? undefined : this.lent.shift();
    if (done) this.threads.giveSlotBack(done);
    const sealed = await this.ahead.shift();
    if (!sealed) throw new TypeError('There is no batch ahead.');
    const { memory, length, sha256 = '' } = sealed;
    this.lent.push(memory);
    this.size += length;
    this.sha256 = sha256;
    return Buffer.from(memory, 0, length);
  }
}
