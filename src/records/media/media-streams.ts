import type { KeyObject } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { ObjectIds } from '../../platform/sealed';

/** A plaintext to seal under a fresh data key and to store, in one pass. */
export interface SealingOrder {
  readonly ids: ObjectIds;
  readonly dataKey: KeyObject;
  /** Made by the server: see `objectKeyOf`. */
  readonly objectKey: string;
  /** An error that it throws aborts the put and comes through unchanged. */
  readonly plain: AsyncIterable<Buffer>;
  /** Plaintext length, where the sender declared it. */
  readonly length?: number;
  readonly signal: AbortSignal;
}

/** A sealed object as the row remembers it: what every reader is pinned to. */
export interface SealedMedia {
  readonly objectKey: string;
  readonly versionId: string | null;
  readonly etag: string;
  /** Bytes of the object. */
  readonly size: number;
  /** Of the object, hex: stands in the entry `media.stored`. */
  readonly sha256: string;
  /** Bytes of the plaintext. */
  readonly length: number;
}

/** The plaintext bytes [from, to). */
export interface PlainRange {
  readonly from: number;
  readonly to: number;
  /** Whether it was asked for from the end: the last chunk is then verified first. */
  readonly suffix: boolean;
}

/** What to fetch and open, from the row and never from the object. */
export interface OpeningOrder {
  readonly ids: ObjectIds;
  readonly dataKey: KeyObject;
  readonly object: SealedMedia;
  readonly range: PlainRange;
  /** Number of the sealed log entry that allows the read. */
  readonly entry: number;
  /** Cuts the read: session, grant or view ended, client gone, or the vault stops. */
  readonly signal: AbortSignal;
}

/** A range whose header and first chunk are verified: only now may a status line leave. */
export interface OpenedMedia {
  /** Verified bytes handed to the sink so far, also after a failure. */
  readonly sent: number;
  /** Writes the whole range with back-pressure and does not end the sink. Rejects with `SealedError`, a refusal of the store or the signal's reason. */
  sendTo(sink: Writable): Promise<void>;
  /** Gives up without sending. */
  discard(): void;
}

/** Seals while it stores; implemented by `SealAndStore`. */
export interface SealsAndStores {
  store(order: SealingOrder): Promise<SealedMedia>;
}

/** Fetches, verifies and opens; implemented by `FetchAndOpen`. */
export interface FetchesAndOpens {
  open(order: OpeningOrder): Promise<OpenedMedia>;
}
