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
  const arrivals = new Arrivals(request, limits.idleMillis);
  const declared = declaredLength(request);
  let length = 0;
  try {
    for (let bytes = await arrivals.next(); bytes !== null; bytes = await arrivals.next()) {
      length += bytes.length;
      if (length > limits.maxBytes) throw new BodyTooLong();
      observe(bytes);
      yield bytes;
    }
  } finally {
    arrivals.end();
  }
  if (!request.complete) throw new BodyInterrupted();
  if (declared !== null && declared !== length) throw new LengthMismatch();
}

/** Reads a request without ever destroying it, as a stream's own iterator would: an answer is still to be sent. */
class Arrivals {
  readonly #events = ['readable', 'end', 'close', 'error'] as const;
  #wake: () => void = () => undefined;
  readonly #sign = (): void => this.#wake();

  constructor(
    private readonly request: IncomingMessage,
    private readonly idleMillis: number,
  ) {
    for (const event of this.#events) request.on(event, this.#sign);
  }

  /** The next bytes, or null at the end. Only our waiting counts as the sender's silence. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const bytes = this.request.read() as Buffer | null;
      if (bytes !== null) return bytes;
      if (this.request.readableEnded || this.request.destroyed) return null;
      await this.#anything();
    }
  }

  end(): void {
    for (const event of this.#events) this.request.off(event, this.#sign);
    // An error that comes later has nobody to tell, and must not end the process.
    this.request.on('error', () => undefined);
  }

  #anything(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new BodyTooSlow()), this.idleMillis);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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
