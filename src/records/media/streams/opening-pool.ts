import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { SealedError, sealedChunkLength } from '../../../platform/sealed';
import { Settings } from '../../../platform/settings';
import { type OpenableObject, type OpeningResult, type SealedChunks } from './opening-messages';

/** The bytes of one batch: 64 sealed chunks. */
export const slotBytes = 64 * sealedChunkLength;
/** Slots that are kept while nothing is opened. */
const keptSlots = 8;

interface Job {
  readonly resolve: (length: number) => void;
  readonly reject: (error: Error) => void;
}

function threadEnded(): Error {
  return new Error('A thread that opens objects has ended.');
}

/** One thread and what it has been asked. */
class OpeningThread {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, Job>();
  private nextJob = 0;
  ended = false;

  constructor(file: string) {
    this.worker = new Worker(file);
    this.worker.unref();
    this.worker.on('message', (result: OpeningResult) => this.settle(result));
    this.worker.on('error', () => this.lose());
    this.worker.on('exit', () => this.lose());
  }

  begin(stream: number, object: OpenableObject): void {
    this.worker.postMessage({ kind: 'begin', stream, object });
  }

  open(stream: number, chunks: SealedChunks): Promise<number> {
    const job = (this.nextJob += 1);
    return new Promise((resolve, reject) => {
      this.jobs.set(job, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage({ kind: 'open', stream, job, chunks });
    });
  }

  end(stream: number): void {
    if (!this.ended) this.worker.postMessage({ kind: 'end', stream });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(result: OpeningResult): void {
    const job = this.jobs.get(result.job);
    this.jobs.delete(result.job);
    if (this.jobs.size === 0) this.worker.unref();
    if ('reason' in result) job?.reject(new SealedError(result.reason, result.chunk));
    else job?.resolve(result.length);
  }

  private lose(): void {
    this.ended = true;
    for (const job of this.jobs.values()) job.reject(threadEnded());
    this.jobs.clear();
  }
}

/** An object that the threads of the pool open, batch by batch. */
export interface PooledObject {
  /** Puts verified plaintext in the place of the sealed chunks and says how long it is. */
  open(chunks: SealedChunks): Promise<number>;
  end(): void;
}

/**
 * The threads that open objects beside the main one, and the shared memory that they work in. Where the compiled worker is
 * absent (under jest) or the setting says 0, there are none, and objects are opened on the main thread.
 */
@Injectable()
export class OpeningPool implements OnModuleDestroy {
  private readonly size: number;
  private readonly file: string;
  private threads: OpeningThread[] = [];
  private readonly slots: SharedArrayBuffer[] = [];
  private nextStream = 0;
  private streams = 0;

  constructor(settings: Settings, @Optional() file?: string) {
    this.file = file ?? join(__dirname, 'opening-worker.js');
    this.size = existsSync(this.file) ? settings.openerThreads : 0;
  }

  get available(): boolean {
    return this.size > 0;
  }

  /** Each batch goes to the next thread in turn; a stream therefore uses all of them. */
  begin(object: OpenableObject): PooledObject {
    const stream = (this.nextStream += 1);
    this.streams += 1;
    let ended = false;
    const threads = this.liveThreads();
    for (const thread of threads) thread.begin(stream, object);
    let turn = stream;
    return {
      open: (chunks) => {
        turn += 1;
        const thread = threads[turn % threads.length];
        return thread && !thread.ended ? thread.open(stream, chunks) : Promise.reject(threadEnded());
      },
      end: () => {
        if (ended) return;
        ended = true;
        threads.forEach((thread) => thread.end(stream));
        this.left();
      },
    };
  }

  /** A slot for one batch. What an earlier stream left in it is overwritten or never looked at. */
  readonly memory = (): Buffer => Buffer.from(this.slots.pop() ?? new SharedArrayBuffer(slotBytes));

  giveSlotBack(slot: SharedArrayBuffer): void {
    this.slots.push(slot);
    if (this.streams === 0) this.dropSlots();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
    this.threads = [];
  }

  /** Shared memory is freed late: as long as anything streams, a slot that was made is used again. */
  private left(): void {
    this.streams -= 1;
    if (this.streams === 0) this.dropSlots();
  }

  private dropSlots(): void {
    this.slots.length = Math.min(this.slots.length, keptSlots);
  }

  private liveThreads(): OpeningThread[] {
    this.threads = this.threads.filter((thread) => !thread.ended);
    while (this.threads.length < this.size) this.threads.push(new OpeningThread(this.file));
    return [...this.threads];
  }
}
