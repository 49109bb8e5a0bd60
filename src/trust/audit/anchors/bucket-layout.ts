import { createHash } from 'node:crypto';
import type { Attestation } from './attestation';

/*
 * A log in a bucket. Below <origin>/ lies a C2SP tlog-tiles tree, which foreign tools read as it is, and beside it
 *   checkpoint               the newest note (each one a version of this key)
 *   checkpoints/<size>       each anchored note, sixteen digits, kept for good: what is compared at a start
 *   personal/<size>          sealed personal parts of the entries that this checkpoint added, as JSON
 *   attestations/<size>-<…>  what witnesses and authorities said of a checkpoint, with its note, as JSON
 */

export function checkpointKey(size: number): string {
  return `checkpoints/${digits(size)}`;
}

/** The size in such a key; null for every other key. */
export function checkpointSize(key: string): number | null {
  const size = /(?:^|\/)checkpoints\/(\d{16})$/.exec(key)?.[1];
  return size === undefined ? null : Number(size);
}

export function partsKey(size: number): string {
  return `personal/${digits(size)}`;
}

/** One for each of those who said something of this size. */
export function attestationKey({ kind, size, by }: Pick<Attestation, 'kind' | 'size' | 'by'>): string {
  const who = createHash('sha256').update(`${kind} ${by}`).digest('hex').slice(0, 16);
  return `attestations/${digits(size)}-${who}`;
}

/** Every key of an attestation of this size or a larger one comes after it. */
export function attestationsBefore(size: number): string {
  return `attestations/${digits(size)}`;
}

function digits(size: number): string {
  return String(size).padStart(16, '0');
}
