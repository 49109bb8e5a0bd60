import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Takes no new connection, ends idle ones, and gives running answers `seconds` to finish before they are cut. */
export async function drain(server: Server, seconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const limit = new AbortController();
  const idle = setInterval(() => server.closeIdleConnections(), 200);
  try {
    await Promise.race([closed, delay(seconds * 1_000, undefined, { signal: limit.signal }).catch(() => undefined)]);
  } finally {
    limit.abort();
    clearInterval(idle);
  }
  server.closeAllConnections();
  await closed;
}
