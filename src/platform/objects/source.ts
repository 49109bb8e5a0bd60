import { isNativeError } from 'node:util/types';
import { type Readable } from 'node:stream';
import { LengthMismatch } from './errors';

/** An error of the source, which must come out as it went in. */
export class SourceFailed extends Error {
  constructor(readonly inner: unknown) {
    super('the source failed');
  }
}

/**
 * The pieces of a stream until the signal ends it; exactly `size` bytes, where that is said. A source that hangs does not keep
 * us: it is destroyed, or asked to return, and the signal's reason is thrown.
 */
export async function* piecesUntil(
  source: AsyncIterable<Buffer> | Readable,
  signal: AbortSignal,
  size?: number,
): AsyncGenerator<Buffer, void> {
  const iterator = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let done = false;
  let total = 0;
  try {
    for (;;) {
      const next = await nextUntil(iterator, signal);
      done = next.done === true;
      if (next.done === true) break;
      total += next.value.length;
      if (size !== undefined && total > size) throw new LengthMismatch();
      yield next.value;
    }
    if (size !== undefined && total < size) throw new LengthMismatch();
  } finally {
    if (!done) leave(source, iterator);
  }
}

/** One step, with a listener of its own: a promise that lives as long as the stream would gather one reaction a piece. */
function nextUntil(iterator: AsyncIterator<Buffer>, signal: AbortSignal): Promise<IteratorResult<Buffer>> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(asError(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    iterator
      .next()
      .then(resolve, (error: unknown) => reject(new SourceFailed(error)))
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function leave(source: AsyncIterable<Buffer> | Readable, iterator: AsyncIterator<Buffer>): void {
  if ('destroy' in source && typeof source.destroy === 'function') source.destroy();
  // Not awaited: a generator that waits for something that never comes would answer only then.
  iterator.return?.().then(undefined, () => undefined);
}

function asError(reason: unknown): Error {
  return isNativeError(reason) ? reason : new Error('The work was given up.', { cause: reason });
}
