import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { BodyInterrupted, BodyTooLong, BodyTooSlow } from '../media.errors';
import { LengthMismatch } from '../../../platform/objects';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly idleMillis: number;
}

/**
 * The bytes of a request's body as they arrive: bounded in length and in silence, held against the declared length, and
 * never taken for complete when the connection ended early. The request itself stays answerable whatever happens.
 */
export async function* bodyBytes(
  request: IncomingMessage,
  limits: BodyLimits,
  observe: (bytes: Buffer) => void = () => undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const silence = new Silence(request, limits.idleMillis);
  const declared = declaredLength(request);
  let length = 0;
  try {
    const arriving = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
    for await (const bytes of arriving) {
      length += bytes.length;
      if (length > limits.maxBytes) throw new BodyTooLong();
      observe(bytes);
      silence.pause();
      yield bytes;
      silence.resume();
    }
  } catch (error) {
    throw isInterruption(error) ? new BodyInterrupted(error) : error;
  } finally {
    silence.end();
  }
  if (!request.complete) throw new BodyInterrupted();
  if (declared !== null && declared !== length) throw new LengthMismatch();
}

/** Ends the wait for bytes that do not come. While the store keeps us from reading, the sender is not to blame. */
class Silence {
  readonly #timer: NodeJS.Timeout;
  #waiting = true;

  constructor(request: IncomingMessage, millis: number) {
    this.#timer = setTimeout(() => {
      // The iterator hears an error; the connection stays open for the answer, unlike with destroy().
      if (this.#waiting) request.emit('error', new BodyTooSlow());
      else this.#timer.refresh();
    }, millis);
  }

  pause(): void {
    this.#waiting = false;
  }

  resume(): void {
    this.#waiting = true;
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** `Content-Length`, or null where the body is chunked. */
export function declaredLength(request: IncomingMessage): number | null {
  const header = request.headers['content-length'];
  return header === undefined || !/^\d{1,15}$/.test(header) ? null : Number(header);
}

/** Reads on for a moment, so that a refusal reaches a sender that is still sending instead of a reset connection. */
export async function drainBriefly(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  let left = 8 * 1024 * 1024;
  const done = new Promise<void>((resolve) => {
    request.once('end', resolve).once('close', resolve).once('error', resolve);
    request.on('data', (bytes: Buffer) => {
      left -= bytes.length;
      if (left < 0) resolve();
    });
  });
  request.resume();
  await Promise.race([done, delay(1_000, undefined, { ref: false })]);
  request.pause();
}

function isInterruption(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE' || code === 'ECONNABORTED';
}
