import { createHash } from 'node:crypto';

/*
 * The Merkle tree of RFC 6962 / RFC 9162:
 *   leaf hash  SHA-256(00 ‖ leaf)
 *   node hash  SHA-256(01 ‖ left ‖ right), split at the largest power of two below n
 * A compact range is the list of roots of the perfect subtrees that cover leaves 0 … size-1, largest first:
 * size 11 = 8 + 2 + 1 has three. It is all that appending needs.
 */

export const hashLength = 32;

export function leafHash(leaf: Uint8Array): Buffer {
  return createHash('sha256').update(leafPrefix).update(leaf).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);

/** The root of a tree without leaves. */
export function emptyRoot(): Buffer {
  return createHash('sha256').digest();
}

/** A growing tree in constant memory (at most 53 hashes). Not shared: each writer or verifier has its own. */
export class CompactRange {
  private constructor(
    private leaves: number,
    private readonly subtrees: Buffer[],
  ) {}

  static empty(): CompactRange {
    return new CompactRange(0, []);
  }

  /** Takes up a stored range. Throws where the number of hashes does not fit the size. */
  static from(size: number, hashes: Uint8Array): CompactRange {
    const count = subtreeCount(size);
    if (hashes.length !== count * hashLength) throw new RangeError('compact range does not fit its size');
    const subtrees = Array.from({ length: count }, (_, i) =>
      Buffer.from(hashes.subarray(i * hashLength, (i + 1) * hashLength)),
    );
    return new CompactRange(size, subtrees);
  }

  get size(): number {
    return this.leaves;
  }

  append(hash: Uint8Array): void {
    if (hash.length !== hashLength) throw new RangeError('a leaf hash has 32 bytes');
    let node: Buffer = Buffer.from(hash);
    // Each trailing one bit of the old size is a perfect subtree that the new leaf completes.
    for (let rest = this.leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.subtrees.pop();
      if (left === undefined) throw new RangeError('compact range does not fit its size');
      node = nodeHash(left, node);
    }
    this.subtrees.push(node);
    this.leaves += 1;
  }

  root(): Buffer {
    const last = this.subtrees.at(-1);
    if (last === undefined) return emptyRoot();
    return this.subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }

  /** The hashes one after another, largest subtree first: what the head row stores. */
  hashes(): Buffer {
    return Buffer.concat(this.subtrees);
  }
}

function subtreeCount(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('a size is an integer from 0');
  return size.toString(2).replaceAll('0', '').length;
}

/** The root over some hashes of one level, without storing a tree: the root of a full tile is its node one level up. */
export function rootOf(hashes: Iterable<Uint8Array>): Buffer {
  const range = CompactRange.empty();
  for (const hash of hashes) range.append(hash);
  return range.root();
}
