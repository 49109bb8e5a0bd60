import { type KeyObject } from 'node:crypto';
import { type ObjectIds, type SealedReason } from '../../../platform/sealed';

/** What a worker must know to open chunks of one object. The key travels as a handle inside the process. */
export interface OpenableObject {
  readonly dataKey: KeyObject;
  readonly ids: ObjectIds;
  /** Plaintext length. */
  readonly length: number;
  /** Object size. */
  readonly size: number;
  readonly header: Uint8Array;
}

/** Main thread to worker. Sealed chunks lie in shared memory and their plaintext takes their place. */
export type OpeningTask =
  | { readonly kind: 'begin'; readonly stream: number; readonly object: OpenableObject }
  | { readonly kind: 'open'; readonly stream: number; readonly job: number; readonly chunks: SealedChunks }
  | { readonly kind: 'end'; readonly stream: number };

export interface SealedChunks {
  readonly memory: SharedArrayBuffer;
  readonly offset: number;
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

/** Worker to main thread: how many verified plaintext bytes lie at the start of the memory, or why there are none. */
export type OpeningResult =
  | { readonly job: number; readonly length: number }
  | { readonly job: number; readonly reason: SealedReason; readonly chunk: number | null };
