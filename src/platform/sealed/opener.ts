import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { ChunkKeys } from './chunk-keys';
import { SealedError } from './errors';
import {
  type ChunkRange,
  chunkLength,
  chunkRange,
  headerLength,
  lastRange,
  objectRange,
  prefixLength,
  saltLength,
  sealedSize,
  wholeRange,
} from './layout';
import { type ObjectIds, buildPrefix } from './prefix';
import { RangeOpener } from './range-opener';

/** An object whose header has been verified: it gives openers for its ranges. */
export class ObjectOpener {
  constructor(
    private readonly keys: ChunkKeys,
    readonly length: number,
  ) {}

  /** The plaintext bytes [from, to). */
  range(from: number, to: number): RangeOpener {
    return this.over(objectRange(from, to, this.length), from, to);
  }

  /** The whole plaintext, its end verified too. */
  whole(): RangeOpener {
    return this.over(wholeRange(this.length), 0, this.length);
  }

  /** Whole chunks, from the first to the last inclusive: what one of several workers takes on. */
  chunks(first: number, last: number): RangeOpener {
    const range = chunkRange(first, last, this.length);
    return this.over(range, first * chunkLength, Math.min((last + 1) * chunkLength, this.length));
  }

  /** The last chunk: what a reader verifies first when a range counts from the end or the length was not known. */
  last(): RangeOpener {
    return this.over(lastRange(this.length), this.length, this.length);
  }

  private over(chunks: ChunkRange, from: number, to: number): RangeOpener {
    return new RangeOpener(this.keys, chunks, from, to);
  }
}

/**
 * Verifies the first 136 bytes of an object against what our own records say of it: ids, plaintext length and the
 * size that the store reports. `header` may be longer; nothing behind its 136 bytes is looked at.
 */
export function openHeader(
  key: KeyObject | Buffer,
  expected: { readonly ids: ObjectIds; readonly length: number },
  found: { readonly header: Buffer; readonly size: number },
): ObjectOpener {
  if (found.size !== sealedSize(expected.length)) throw new SealedError('SIZE_MISMATCH');
  if (found.header.length < headerLength) throw new SealedError('TRUNCATED');
  const prefix = buildPrefix(expected.ids);
  if (!prefix.equals(found.header.subarray(0, prefixLength))) throw new SealedError('HEADER_MISMATCH');
  return openMessage(key, prefix, found.header.subarray(prefixLength, headerLength), expected.length);
}

/** The C2SP message alone, with any context: salt and commitment are its first 56 bytes. */
export function openMessage(key: KeyObject | Buffer, context: Buffer, head: Buffer, length: number): ObjectOpener {
  if (head.length !== headerLength - prefixLength) throw new SealedError('TRUNCATED');
  const keys = ChunkKeys.derive(key, head.subarray(0, saltLength), context);
  if (!timingSafeEqual(keys.commitment, head.subarray(saltLength))) throw new SealedError('COMMITMENT_MISMATCH');
  return new ObjectOpener(keys, length);
}
