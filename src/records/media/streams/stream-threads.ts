import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { SealedError, sealedChunkLength } from '../../../platform/sealed';
import { Settings } from '../../../platform/settings';
import {
  type BatchDone,
  type OpenableObject,
  type PlainBatch,
  type SealableObject,
  type SealedChunks,
  type ThreadAnswer,
  type ThreadJob,
  type ThreadTask,
} from './thread-messages';

/** The bytes of one batch: 64 sealed chunks, and room for a header and a last chunk. */
export const slotBytes = 65 * sealedChunkLength;
/** Slots that are kept while nothing streams. */
const keptSlots = 8;
/** Each chunk leaves a buffer behind, and only a collection frees it: small and frequent ones bound what a thread holds. */
const limits = { maxYoungGenerationSizeMb: 3 };

interface Job {
  readonly resolve: (done: BatchDone) => void;
  readonly reject: (error: Error) => void;
}

type Work<T = ThreadJob> = T extends ThreadJob ? Omit<T, 'job'> : never;

/** One thread and what it has been asked. */
class StreamThread {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, Job>();
  private nextJob = 0;
  /** Streams that it has a part in. */
  streams = 0;
  ended = false;

  constructor(file: string) {
    this.worker = new Worker(file, { resourceLimits: limits });
    this.worker.unref();
    this.worker.on('message', (answer: ThreadAnswer) => this.settle(answer));
    this.worker.on('error', () => this.lose());
    this.worker.on('exit', () => this.lose());
  }

  tell(task: Exclude<ThreadTask, ThreadJob>): void {
    this.streams += task.kind === 'end' ? -1 : 1;
    if (!this.ended) this.worker.postMessage(task);
  }

  ask(work: Work): Promise<BatchDone> {
    if (this.ended) return Promise.reject(threadEnded());
    const job = (this.nextJob += 1);
    return new Promise((resolve, reject) => {
      this.jobs.set(job, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage({ ...work, job });
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(answer: ThreadAnswer): void {
    const job = this.jobs.get(answer.job);
    this.jobs.delete(answer.job);
    if (this.jobs.size === 0) this.worker.unref();
    if ('reason' in answer) job?.reject(new SealedError(answer.reason, answer.chunk));
    else job?.resolve(answer.done);
  }

  private lose(): void {
    this.ended = true;
    for (const job of this.jobs.values()) job.reject(threadEnded());
    this.jobs.clear();
  }
}

function threadEnded(): Error {
  return new Error('A thread that seals and opens objects has ended.');
}

/** An object that the threads open, batch by batch. */
export interface ThreadOpening {
  /** Puts verified plaintext in the place of the sealed chunks. */
  open(chunks: SealedChunks): Promise<BatchDone>;
  end(): void;
}

/** An object that a thread seals, batch by batch. */
export interface ThreadSealing {
  /** Puts sealed bytes in the place of the plaintext. */
  seal(plain: PlainBatch): Promise<BatchDone>;
  end(): void;
}

/**
 * The threads that seal and open beside the main one, and the shared memory that they work in. Where the compiled worker
 * is absent (under jest) or the setting says 0, there are none, and the main thread does it.
 */
@Injectable()
export class StreamThreads implements OnModuleDestroy {
  private readonly size: number;
  private readonly file: string;
  private threads: StreamThread[] = [];
  private readonly slots: SharedArrayBuffer[] = [];
  private nextStream = 0;
  private running = 0;

  constructor(settings: Settings, @Optional() file?: string) {
    this.file = file ?? join(__dirname, 'stream-worker.js');
    this.size = existsSync(this.file) ? settings.openerThreads : 0;
  }

  get available(): boolean {
    return this.size > 0;
  }

  /** Each batch goes to the next thread in turn; an opening therefore uses all of them. */
  opening(object: OpenableObject): ThreadOpening {
    const threads = this.allThreads();
    const { stream, end } = this.begin(threads);
    for (const thread of threads) thread.tell({ kind: 'opening', stream, object });
    let turn = stream;
    const open = (chunks: SealedChunks): Promise<BatchDone> => {
      turn += 1;
      const thread = threads[turn % threads.length];
      return thread ? thread.ask({ kind: 'open', stream, chunks }) : Promise.reject(threadEnded());
    };
    return { open, end };
  }

  /** A sealing stays on one thread: its digest is made in order. */
  sealing(object: SealableObject): ThreadSealing {
    const thread = this.calmThread();
    const { stream, end } = this.begin([thread]);
    thread.tell({ kind: 'sealing', stream, object });
    return { seal: (plain) => thread.ask({ kind: 'seal', stream, plain }), end };
  }

  /** A slot for one batch. What an earlier stream left in it is overwritten or never looked at. */
  takeSlot(): SharedArrayBuffer {
    return this.slots.pop() ?? new SharedArrayBuffer(slotBytes);
  }

  giveSlotBack(slot: SharedArrayBuffer): void {
    this.slots.push(slot);
    this.dropSlots();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
    this.threads = [];
  }

  private begin(threads: readonly StreamThread[]): { stream: number; end: () => void } {
    const stream = (this.nextStream += 1);
    this.running += 1;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      for (const thread of threads) thread.tell({ kind: 'end', stream });
      this.running -= 1;
      this.dropSlots();
    };
    return { stream, end };
  }

  /** Shared memory is freed late: as long as anything streams, a slot that was made is used again. */
  private dropSlots(): void {
    if (this.running === 0) this.slots.length = Math.min(this.slots.length, keptSlots);
  }

  private allThreads(): StreamThread[] {
    while (this.liveThreads().length < this.size) this.start();
    return [...this.threads];
  }

  /** The one with the fewest streams. Another one is started only where all have some: each costs memory. */
  private calmThread(): StreamThread {
    const [calmest] = this.liveThreads().sort((a, b) => a.streams - b.streams);
    const full = this.threads.length >= this.size;
    return calmest && (calmest.streams === 0 || full) ? calmest : this.start();
  }

  private liveThreads(): StreamThread[] {
    this.threads = this.threads.filter((thread) => !thread.ended);
    return [...this.threads];
  }

  private start(): StreamThread {
    const thread = new StreamThread(this.file);
    this.threads.push(thread);
    return thread;
  }
}
