import type { SealedShare, SealingProof } from '../../../records/media';

/** How each thing is protected: the frozen formats (docs/formats.md), by name, and the key that does it. */
export const algorithms = [
  {
    what: 'objects',
    key: 'a data key for each object, wrapped by its subject’s key',
    algorithm: 'AES-256-GCM in chunks of 16 KiB, HKDF-Expand-SHA-512, key commitment',
    version: 1,
  },
  {
    what: 'wrapped keys',
    key: 'root of the epoch > epoch key > subject and month keys > data and payload keys',
    algorithm: 'AES-256-GCM, names of owner and purpose as associated data',
    version: 1,
  },
  {
    what: 'personal columns',
    key: 'a payload key for each media item and subject',
    algorithm: 'AES-256-GCM, column and owner as associated data',
    version: 1,
  },
  {
    what: 'personal parts of the log',
    key: 'a month key, or the payload key of the item',
    algorithm: 'HMAC-SHA-256 commitment, sealed as a column',
    version: 1,
  },
  {
    what: 'lookup hashes',
    key: 'the lookup secret beside the roots',
    algorithm: 'HMAC-SHA-256 under HKDF-SHA-256',
    version: 1,
  },
  {
    what: 'backups',
    key: 'a key for each file, wrapped by the epoch key',
    algorithm: 'as objects',
    version: 1,
  },
  { what: 'log', key: 'the log key', algorithm: 'RFC 6962 tree of SHA-256, Ed25519 checkpoints', version: 1 },
] as const;

/** What a sample of items picked by chance, all of them sound, says about the others. */
export interface Soundness {
  readonly items: number;
  /** With a certainty of 95 %, at most this share of all items is not sealed; 1 where nothing was looked at. */
  readonly missedAtMost: number;
}

/** Were a share p of the items unsealed, a sample of n would miss all of them with probability (1 − p)^n. */
export function missedAtMost(items: number): Soundness {
  const share = items === 0 ? 1 : 1 - 0.05 ** (1 / items);
  return { items, missedAtMost: Math.round(share * 10_000) / 10_000 };
}

/** Null where there was nothing to look at: that shows nothing. */
export function isSound(objects: readonly SealedShare[], sample: readonly SealingProof[]): boolean | null {
  const all = objects.every((share) => share.sealed === share.objects);
  return all && sample.length === 0 ? null : all && sample.every(holds);
}

function holds({ opensUnderItsKey, opensUnderAnotherKey, plainMark, contentFound }: SealingProof): boolean {
  return opensUnderItsKey && !opensUnderAnotherKey && plainMark === null && contentFound !== true;
}
