import { Batches } from '../batches';
import { ObjectChanged, ObjectMissing, StoreUnavailable } from '../errors';
import { type BatchMemory, type BatchReceiver, type GetOptions, type ObjectReader } from '../object-store';
import { OnceReader } from '../reader';
import { type RetryPolicy, withRetries } from '../retry';
import { type AnswerHead } from './answer-head';
import { ConnectionCut, DeadlinePassed } from './deadlines';
import { asRefusal, mayPass } from './refusals';
import { type Answer, type Transport } from './transport';

export interface RangeReading {
  readonly transport: Transport;
  readonly retries: RetryPolicy;
  /** A URL that allows this one GET for a minute. */
  presign(options: GetOptions): Promise<URL>;
}

/** Asks for the range and checks the answer's head; the body is taken when the reader is read. */
export async function readRange(reading: RangeReading, options: GetOptions): Promise<ObjectReader> {
  const { start, end, size, lead = 0, signal } = options;
  if (!(start >= 0 && start <= end && end < size)) throw new TypeError('The range does not lie within the object.');
  const first = await askPatiently(reading, options, start);
  const length = end - start + 1;
  const move = (receive: BatchReceiver, memory?: BatchMemory): Promise<void> => {
    const batches = new Batches(length, lead, guarded(receive), memory);
    return moveAll(reading, options, first, batches).catch((error: unknown) => {
      throw signal?.aborted === true ? signal.reason : unwrapped(error);
    });
  };
  return new OnceReader(length, move, () => first.discard());
}

/** Goes on at the next byte where a connection is cut: the pin guarantees that it is the same object. */
async function moveAll(reading: RangeReading, options: GetOptions, first: Answer, batches: Batches): Promise<void> {
  let answer = first;
  for (let cuts = 1; ; cuts += 1) {
    try {
      await answer.readInto(batches);
      return;
    } catch (error) {
      answer.discard();
      if (!(error instanceof ConnectionCut) || cuts >= reading.retries.attempts) throw error;
    }
    answer = await askPatiently(reading, options, options.end + 1 - batches.remaining);
  }
}

async function askPatiently(reading: RangeReading, options: GetOptions, from: number): Promise<Answer> {
  // Who hangs once will hang again: a second wait would only make the client's longer.
  const passes = (error: unknown): boolean => !(error instanceof DeadlinePassed) && mayPass(error);
  try {
    return await withRetries(reading.retries, passes, () => ask(reading, options, from), options.signal);
  } catch (error) {
    throw options.signal?.aborted === true ? options.signal.reason : asRefusal(error);
  }
}

async function ask(reading: RangeReading, options: GetOptions, from: number): Promise<Answer> {
  const url = await reading.presign(options);
  const headers = {
    Range: `bytes=${from}-${options.end}`,
    'If-Match': `"${options.etag}"`,
    'Accept-Encoding': 'identity',
  };
  const answer = await reading.transport.get(url, headers, options.signal);
  try {
    if (answer.head.status >= 400) throw await refusal(answer, options);
    checkAnswer(answer.head, options, from);
    return answer;
  } catch (error) {
    answer.discard();
    throw error;
  }
}

/** Compares everything that the answer says about itself with what was pinned. */
export function checkAnswer(head: AnswerHead, { end, size, etag, versionId }: GetOptions, from: number): void {
  if (head.status !== 206) throw new ObjectChanged('status');
  if (head.contentLength !== end - from + 1) throw new ObjectChanged('length');
  if (head.contentRange !== `bytes ${from}-${end}/${size}`) throw new ObjectChanged('range');
  if (head.etag !== etag) throw new ObjectChanged('etag');
  if (versionId !== null && head.versionId !== versionId) throw new ObjectChanged('version');
}

async function refusal(answer: Answer, { versionId }: GetOptions): Promise<Error> {
  const { status } = answer.head;
  if (status === 412) return new ObjectChanged('etag');
  if (status === 416) return new ObjectChanged('size');
  if (status === 429 || status >= 500) return new StoreUnavailable('busy');
  const code = /<Code>(\w{1,64})<\/Code>/.exec(await answer.readText())?.[1] ?? '';
  if (code === 'NoSuchBucket') return new StoreUnavailable('no_bucket');
  // A version that no longer exists is 404, 405 (a delete marker) or, where ids have another form, 400.
  const badId = versionId !== null && code === 'InvalidArgument';
  if (status === 404 || status === 405 || badId) return new ObjectMissing();
  return new StoreUnavailable('refused');
}

/** An error of the receiver, which must come out as it went in. */
class ReceiverFailed extends Error {
  constructor(readonly inner: unknown) {
    super('the receiver failed');
  }
}

function guarded(receive: BatchReceiver): BatchReceiver {
  return (batch) => {
    try {
      return receive(batch)?.catch((error: unknown) => {
        throw new ReceiverFailed(error);
      });
    } catch (error) {
      throw new ReceiverFailed(error);
    }
  };
}

function unwrapped(error: unknown): unknown {
  return error instanceof ReceiverFailed ? error.inner : asRefusal(error);
}
