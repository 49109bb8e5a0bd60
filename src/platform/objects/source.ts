import { type Readable } from 'node:stream';

/**
 * The pieces of a stream until the signal ends it. A source that hangs does not keep us: it is destroyed, or asked to
 * return, and the signal's reason is thrown.
 */
export async function* piecesUntil(
  source: AsyncIterable<Buffer> | Readable,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const iterator = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let done = false;
  try {
    for (;;) {
      const next = await nextUntil(iterator, signal);
      done = next.done === true;
      if (done) return;
      yield next.value;
    }
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
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function leave(source: AsyncIterable<Buffer> | Readable, iterator: AsyncIterator<Buffer>): void {
  if ('destroy' in source && typeof source.destroy === 'function') source.destroy();
  // Not awaited: a generator that waits for something that never comes would answer only then.
  iterator.return?.().then(undefined, () => undefined);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The work was given up.', { cause: reason });
}
