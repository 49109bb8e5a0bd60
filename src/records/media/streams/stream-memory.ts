import { Injectable } from '@nestjs/common';
import { Settings } from '../../../platform/settings';

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/**
 * The memory that all streams together may hold in buffers. A stream takes its share before it begins and gives it back
 * when it has ended; those that find no room wait their turn, first come, first served.
 */
@Injectable()
export class StreamMemory {
  private readonly total: number;
  private free: number;
  private readonly queue: Waiting[] = [];

  constructor(settings: Settings) {
    this.total = settings.streamMemoryMib * 1024 * 1024;
    this.free = this.total;
  }

  /** Bytes that running streams hold now. */
  get used(): number {
    return this.total - this.free;
  }

  /** Waits for room and returns the function that gives it back. A share larger than everything takes everything. */
  async take(wanted: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const bytes = Math.min(wanted, this.total);
    if (this.queue.length === 0 && bytes <= this.free) this.free -= bytes;
    else await this.wait(bytes, signal);
    let held = true;
    return () => {
      if (held) this.giveBack(bytes);
      held = false;
    };
  }

  private wait(bytes: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        this.startNext();
        reject(signal?.reason as Error);
      };
      const start = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { bytes, start };
      signal?.addEventListener('abort', leave, { once: true });
      this.queue.push(waiting);
    });
  }

  private giveBack(bytes: number): void {
    this.free += bytes;
    this.startNext();
  }

  private startNext(): void {
    for (let next = this.queue[0]; next && next.bytes <= this.free; next = this.queue[0]) {
      this.queue.shift();
      this.free -= next.bytes;
      next.start();
    }
  }
}
