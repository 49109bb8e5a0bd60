import { type Hash, createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { type ObjectOpener, SealedError, type Sealer, openHeader, startSealing } from '../../../platform/sealed';
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

interface ObjectSealing {
  readonly sealer: Sealer;
  readonly hash: Hash;
}

/** One thread that opens and seals. It answers for an opening only when every chunk of the batch has been verified. */
const openers = new Map<number, ObjectOpener | SealedError>();
const sealings = new Map<number, ObjectSealing | SealedError>();

parentPort?.on('message', (task: ThreadTask) => {
  if (task.kind === 'opening')
    openers.set(
      task.stream,
      orError(() => beginOpening(task.object)),
    );
  else if (task.kind === 'sealing')
    sealings.set(
      task.stream,
      orError(() => beginSealing(task.object)),
    );
  else if (task.kind === 'end') end(task.stream);
  else parentPort?.postMessage(answer(task));
});

function beginOpening({ dataKey, ids, length, size, header }: OpenableObject): ObjectOpener {
  return openHeader(dataKey, { ids, length }, { header: Buffer.from(header), size });
}

function beginSealing({ dataKey, ids }: SealableObject): ObjectSealing {
  return { sealer: startSealing(dataKey, ids), hash: createHash('sha256') };
}

function end(stream: number): void {
  openers.delete(stream);
  sealings.delete(stream);
}

function answer(task: ThreadJob): ThreadAnswer {
  const { job, stream } = task;
  const done = orError(() =>
    task.kind === 'open'
      ? open(begun(openers.get(stream)), task.chunks)
      : seal(begun(sealings.get(stream)), task.plain),
  );
  return done instanceof SealedError ? { job, reason: done.reason, chunk: done.chunk } : { job, done };
}

function open(opener: ObjectOpener, { memory, offset, length, first, last }: SealedChunks): BatchDone {
  const range = opener.chunks(first, last);
  const pieces = range.push(Buffer.from(memory, offset, length));
  range.finish();
  const bytes = Buffer.from(memory);
  return { length: pieces.reduce((at, piece) => at + piece.copy(bytes, at), 0) };
}

function seal({ sealer, hash }: ObjectSealing, { memory, length, ends }: PlainBatch): BatchDone {
  const bytes = Buffer.from(memory);
  sealer.update(bytes.subarray(0, length));
  if (ends) sealer.end();
  const sealed = bytes.subarray(0, sealer.takeInto(bytes));
  hash.update(sealed);
  return ends ? { length: sealed.length, sha256: hash.digest('hex') } : { length: sealed.length };
}

function begun<T>(stream: T | SealedError | undefined): T {
  if (stream instanceof SealedError) throw stream;
  if (stream === undefined) throw new SealedError('KEY_INVALID');
  return stream;
}

function orError<T>(work: () => T): T | SealedError {
  try {
    return work();
  } catch (error) {
    return error instanceof SealedError ? error : new SealedError('CHUNK_INVALID');
  }
}
