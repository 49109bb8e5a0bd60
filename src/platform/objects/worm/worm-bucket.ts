import { Refusal } from '../../../kernel';

/**
 * A place that takes objects and lets nobody change or remove them until their time is over, not even whoever holds its
 * keys: the log's memory outside its database. The first version of a key is the object; whatever somebody puts on top of
 * it later does not count.
 */
export interface WormBucket {
  readonly kind: 's3' | 'directory';
  /** Which place it is, for people: never with credentials. */
  readonly place: string;
  /** Keeps an object under a fresh key. The same bytes again change nothing; others throw `WormConflict`. */
  putOnce(key: string, bytes: Buffer): Promise<void>;
  /** Keeps one more version of a key whose newest one counts. Such a key is for foreign readers; `get` reads the first. */
  putNewest(key: string, bytes: Buffer): Promise<void>;
  /** The first version of the key; null where there is none. */
  get(key: string): Promise<Buffer | null>;
  /** Keys that begin so and come after `after`, in order, also those that somebody has tried to delete. */
  list(prefix: string, after?: string): AsyncIterable<string>;
  /** Writes a canary and tries to delete it. True only if that was refused and the store says that the canary is locked. */
  proveLock(): Promise<boolean>;
  close(): void;
}

/** Something else lies where the log's own bytes should: the place was written to by somebody else, or the log has changed. */
export class WormConflict extends Refusal {
  constructor() {
    super('integrity_failed', 'The anchor keeps other bytes than this log has.', { level: 'error' });
  }
}

/** The largest object that is read back: a bundle of 256 leaves, or its personal parts, fits. */
export const longestWormObject = 64 * 1024 * 1024;
