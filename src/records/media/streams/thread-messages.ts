import { type KeyObject } from 'node:crypto';
import { type ObjectIds, type SealedReason } from '../../../platform/sealed';

/** What a thread must know to open chunks of one object. The key travels as a handle inside the process. */
export interface OpenableObject {
  readonly dataKey: KeyObject;
  readonly ids: ObjectIds;
  /** Plaintext length. */
  readonly length: number;
  /** Object size. */
  readonly size: number;
  readonly header: Uint8Array;
}

/** What a thread must know to seal one object: a fresh key, and what the object is bound to. */
export interface SealableObject {
  readonly dataKey: KeyObject;
  readonly ids: ObjectIds;
}

/** Main thread to worker. A batch lies in shared memory, and what is made of it takes its place. */
export type ThreadTask =
  | { readonly kind: 'opening'; readonly stream: number; readonly object: OpenableObject }
  | { readonly kind: 'sealing'; readonly stream: number; readonly object: SealableObject }
  | ThreadJob
  | { readonly kind: 'end'; readonly stream: number };

export type ThreadJob = { readonly stream: number; readonly job: number } & (
  { readonly kind: 'open'; readonly chunks: SealedChunks } | { readonly kind: 'seal'; readonly plain: PlainBatch }
);

export interface SealedChunks {
  readonly memory: SharedArrayBuffer;
  readonly offset: number;
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

/** The next bytes of a plaintext, at the start of the memory. */
export interface PlainBatch {
  readonly memory: SharedArrayBuffer;
  readonly length: number;
  /** Whether the plaintext ends with them. */
  readonly ends: boolean;
}

/** How many bytes lie at the start of the memory now: verified plaintext, or sealed bytes. */
export interface BatchDone {
  readonly length: number;
  /** SHA-256 of the whole object, hex, with the last batch of a sealing. */
  readonly sha256?: string;
}

/** Worker to main thread: what was done, or why nothing was. */
export type ThreadAnswer = { readonly job: number } & (
  { readonly done: BatchDone } | { readonly reason: SealedReason; readonly chunk: number | null }
);
