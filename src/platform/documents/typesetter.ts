import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { type DocumentOrder, typeset } from './typeset';

const workerFile = join(__dirname, 'typeset-worker.js');

/** Sets documents off the event loop, one thread each: the engine's memory goes with it. */
@Injectable()
export class Typesetter {
  /** Rejects where the template does not compile, with a sentence that quotes no data. */
  async pdf(order: DocumentOrder): Promise<Buffer> {
    // Sources that were not built have no thread to start; the tests run so.
    if (!existsSync(workerFile)) return typeset(order);
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: order });
      worker.once('message', (pdf: Uint8Array) => resolve(Buffer.from(pdf)));
      worker.once('error', () => reject(new Error('a document was not set')));
      worker.once('exit', () => reject(new Error('a document was not set')));
    });
  }
}
