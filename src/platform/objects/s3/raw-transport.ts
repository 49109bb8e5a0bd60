import { isNativeError } from 'node:util/types';
import { type Batches } from '../batches';
import { type AnswerHead } from './answer-head';
import { ConnectionCut, type Deadlines } from './deadlines';
import { RawConnection } from './raw-connection';
import { type Answer, longestRefusal, type Transport } from './transport';

const mostIdle = 16;
/** Shorter than the idle limits of stores, so that a connection is seldom closed under a request. */
const longestIdleMs = 8000;

/** Ranges over raw sockets that are kept alive and used again. */
export class RawTransport implements Transport {
  private readonly idle = new Map<RawConnection, NodeJS.Timeout>();
  private closed = false;

  constructor(
    private readonly store: URL,
    private readonly deadlines: Deadlines,
    private readonly ca?: string,
  ) {}

  async get(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Answer> {
    for (;;) {
      signal?.throwIfAborted();
      const kept = this.takeIdle();
      try {
        return await this.getOver(kept ?? this.connect(), url, headers, signal);
      } catch (error) {
        // The store may have closed a kept connection just as we used it: that says nothing about the store.
        if (!kept || !(error instanceof ConnectionCut)) throw error;
      }
    }
  }

  close(): void {
    this.closed = true;
    for (const connection of this.idle.keys()) connection.end(new ConnectionCut());
  }

  private async getOver(
    connection: RawConnection,
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const stop = (): void => void connection.end(isNativeError(signal?.reason) ? signal.reason : new ConnectionCut());
    signal?.addEventListener('abort', stop, { once: true });
    const leave = (): void => signal?.removeEventListener('abort', stop);
    try {
      await connection.open();
      const head = await connection.get(url.pathname + url.search, headers);
      return new RawAnswer(connection, head, leave);
    } catch (error) {
      leave();
      connection.end(new ConnectionCut());
      throw error;
    }
  }

  private connect(): RawConnection {
    return new RawConnection(this.store, this.deadlines, {
      ca: this.ca,
      onIdle: (connection) => this.keep(connection),
      onClosed: (connection) => this.forget(connection),
    });
  }

  private keep(connection: RawConnection): void {
    if (this.closed || this.idle.size >= mostIdle) {
      connection.end(new ConnectionCut());
      return;
    }
    const timer = setTimeout(() => connection.end(new ConnectionCut()), longestIdleMs);
    this.idle.set(connection, timer.unref());
  }

  private forget(connection: RawConnection): void {
    clearTimeout(this.idle.get(connection));
    this.idle.delete(connection);
  }

  /** The one used last: the others get a chance to grow old. */
  private takeIdle(): RawConnection | null {
    const connection = [...this.idle.keys()].at(-1);
    if (!connection) return null;
    this.forget(connection);
    return connection;
  }
}

class RawAnswer implements Answer {
  constructor(
    private readonly connection: RawConnection,
    readonly head: AnswerHead,
    private readonly leave: () => void,
  ) {}

  async readInto(batches: Batches): Promise<void> {
    try {
      await this.connection.readInto(batches);
    } catch (error) {
      this.connection.end(new ConnectionCut());
      throw error;
    } finally {
      this.leave();
    }
  }

  async readText(): Promise<string> {
    try {
      return await this.connection.readText(longestRefusal);
    } finally {
      this.discard();
    }
  }

  discard(): void {
    this.leave();
    this.connection.end(new ConnectionCut());
  }
}
