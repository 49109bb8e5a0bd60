import { parentPort } from 'node:worker_threads';
import { type ObjectOpener, SealedError, openHeader } from '../../../platform/sealed';
import { type OpenableObject, type OpeningResult, type OpeningTask, type SealedChunks } from './opening-messages';

/** One thread that opens chunks. It answers for a job only when every chunk of it has been verified. */
const openers = new Map<number, ObjectOpener | SealedError>();

parentPort?.on('message', (task: OpeningTask) => {
  if (task.kind === 'begin') openers.set(task.stream, begin(task.object));
  else if (task.kind === 'end') openers.delete(task.stream);
  else parentPort?.postMessage(answer(task.job, openers.get(task.stream), task.chunks));
});

function begin({ dataKey, ids, length, size, header }: OpenableObject): ObjectOpener | SealedError {
  try {
    return openHeader(dataKey, { ids, length }, { header: Buffer.from(header), size });
  } catch (error) {
    return asSealedError(error);
  }
}

function answer(job: number, opener: ObjectOpener | SealedError | undefined, chunks: SealedChunks): OpeningResult {
  try {
    if (!opener) throw new SealedError('KEY_INVALID');
    if (opener instanceof SealedError) throw opener;
    return { job, length: open(opener, chunks) };
  } catch (error) {
    const { reason, chunk } = asSealedError(error);
    return { job, reason, chunk };
  }
}

function open(opener: ObjectOpener, { memory, offset, length, first, last }: SealedChunks): number {
  const range = opener.chunks(first, last);
  const pieces = range.push(Buffer.from(memory, offset, length));
  range.finish();
  const bytes = Buffer.from(memory);
  return pieces.reduce((at, piece) => at + piece.copy(bytes, at), 0);
}

function asSealedError(error: unknown): SealedError {
  return error instanceof SealedError ? error : new SealedError('CHUNK_INVALID');
}
