import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { tileWidth } from '../../format/tiles';
import { RangeScanner, type ScannedBlock, type ScanPlan, type ScanRange } from './scan-range';

/** Leaves of one question to a scanner: some megabytes on the wire, half a megabyte of hashes in the answer. */
const rangeLength = 64 * tileWidth;
const mostThreads = 4;

interface Scanner {
  scan(range: ScanRange): Promise<ScannedBlock[]>;
  close(): Promise<void>;
}

/**
 * The blocks of a log in order, looked through by as many threads as there are cores. Memory is bounded by the ranges
 * under way. Where the compiled thread is absent (under jest) or `threads` is 0, this thread does it all.
 */
export async function* scanBlocks(
  plan: ScanPlan,
  size: number,
  threads = availableParallelism(),
): AsyncGenerator<ScannedBlock> {
  const file = join(__dirname, 'scan-worker.js');
  const count = existsSync(file) ? Math.min(threads, mostThreads, Math.ceil(size / rangeLength)) : 0;
  const scanners: Scanner[] =
    count === 0 ? [await RangeScanner.open(plan)] : Array.from({ length: count }, () => new ScanThread(file, plan));
  const under: Promise<ScannedBlock[]>[] = [];
  try {
    let asked = 0;
    const ask = () => {
      const scanner = scanners[(asked / rangeLength) % scanners.length];
      if (scanner === undefined || asked >= size) return;
      const answer = scanner.scan({ from: asked, to: Math.min(asked + rangeLength, size) });
      // Awaited in its turn; until then its failure is not news to anybody.
      answer.catch(() => undefined);
      under.push(answer);
      asked += rangeLength;
    };
    for (let i = 0; i < 2 * scanners.length; i += 1) ask();
    for (let next = under.shift(); next !== undefined; next = under.shift()) {
      const blocks = await next;
      ask();
      yield* blocks;
    }
  } finally {
    await Promise.allSettled(under);
    await Promise.all(scanners.map((scanner) => scanner.close()));
  }
}

interface Waiting {
  readonly resolve: (blocks: ScannedBlock[]) => void;
  readonly reject: (error: Error) => void;
}

/** One thread; it answers in the order in which it is asked. */
class ScanThread implements Scanner {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;

  constructor(file: string, plan: ScanPlan) {
    this.#worker = new Worker(file, { workerData: plan });
    this.#worker.on('message', (answer: { blocks: ScannedBlock[] } | { failure: string }) => {
      const waiting = this.#waiting.shift();
      if ('blocks' in answer) waiting?.resolve(answer.blocks);
      else waiting?.reject(new Error(answer.failure));
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('error', (error) => this.#lose(error));
    this.#worker.on('exit', () => this.#lose(new Error('A thread of the verification has ended.')));
  }

  scan(range: ScanRange): Promise<ScannedBlock[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(range);
    });
  }

  async close(): Promise<void> {
    this.#worker.postMessage(null);
    await this.#ended;
  }

  #lose(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
