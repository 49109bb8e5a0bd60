import { type Readable } from 'node:stream';

/** One version of an object as the store says it is. The store is not trusted: bytes count only once they are opened. */
export interface StoredObject {
  readonly key: string;
  /** Null only where a store keeps no versions, which `check` refuses. */
  readonly versionId: string | null;
  readonly etag: string;
  readonly size: number;
}

/** A version in a list, with the time at which the store says it was stored. */
export interface ListedObject extends StoredObject {
  readonly storedAt: Date;
}

export interface PutOptions {
  /** The exact number of bytes, where it is known; another number fails with `LengthMismatch`. */
  readonly size?: number;
  readonly signal?: AbortSignal;
}

/** What a read is pinned to, and which part of it. */
export interface GetOptions {
  /** First object byte. */
  readonly start: number;
  /** Last object byte, inclusive. */
  readonly end: number;
  readonly versionId: string | null;
  readonly etag: string;
  /** Size of the whole object. */
  readonly size: number;
  /** Bytes of this range before its first whole chunk (136 where the header is read too); the batches are aligned behind them. */
  readonly lead?: number;
  /** Number of the log entry that allows the read, sent along so that the store's own log can be reconciled. */
  readonly entry?: number;
  readonly signal?: AbortSignal;
}

/** A borrowed piece of the range: the buffer is used again once the call has returned or its promise has resolved. */
export type BatchReceiver = (batch: Buffer) => Promise<void> | undefined;

/**
 * Gives the buffer that the next batch is read into, of at least so many bytes. Who gives buffers keeps them: each is the
 * receiver's with its batch, and one or two more may be asked for ahead.
 */
export type BatchMemory = (length: number) => Buffer;

/**
 * The bytes of one range, read once, in one of two ways: `pipeTo` lends batches (fast), iterating yields copies of one's own.
 * Batches are whole chunks of 16,400 bytes behind the lead: 4, then 16, then 64 chunks; only the last one may end elsewhere.
 * Without a memory given the reader has buffers of its own.
 */
export interface ObjectReader extends AsyncIterable<Buffer> {
  readonly length: number;
  /** Resolves after the last byte has been received; rejects with a refusal of this module, or with the receiver's own error. */
  pipeTo(receive: BatchReceiver, memory?: BatchMemory): Promise<void>;
  /** Gives up a reader that will not be read. */
  close(): void;
}

/** A put that was begun and neither finished nor aborted. */
export interface IncompletePut {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
}

/** Where sealed objects lie. Every write of a key is a new version; nothing is ever changed in place. */
export interface ObjectStore {
  readonly kind: 'directory' | 's3';
  /**
   * Stores a stream in bounded memory. Whatever fails, nothing of it stays readable; the source's own errors come through
   * unchanged. A piece is done with when the next but one is asked for, or the put has ended: its buffer may be used again.
   */
  put(key: string, source: AsyncIterable<Buffer> | Readable, options?: PutOptions): Promise<StoredObject>;
  /** Resolves once the store has answered for exactly this version, ETag, size and range. */
  get(key: string, options: GetOptions): Promise<ObjectReader>;
  /** The version asked for, or the newest one; `ObjectMissing` where there is none. */
  head(key: string, options?: { versionId?: string | null; signal?: AbortSignal }): Promise<StoredObject>;
  /** Deletes every version and every incomplete put of this very key, and says how many versions there were. */
  deleteAllVersions(key: string): Promise<number>;
  /** Every version of every key that begins so, keys in the order of their bytes, newest first within a key. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Incomplete puts. MinIO answers only for a whole key, so sweep by the keys you reserved, not by a prefix. */
  listIncomplete(prefix: string): AsyncIterable<IncompletePut>;
  /** Ends an incomplete put and removes its parts; one that is gone already is no error. */
  abort(put: Pick<IncompletePut, 'key' | 'uploadId'>): Promise<void>;
  /** Throws unless the store can be used now and keeps versions. */
  check(): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

/** Injection token of the store that the settings choose. */
export const OBJECT_STORE = Symbol('object store');

/** The most that one put holds in buffers: two parts in flight and one being filled. */
export const putMemoryBytes = 3 * 8 * 1024 * 1024;
/** The most that one read holds in buffers. */
export const getMemoryBytes = 2 * 64 * 16_400;
