import { hash } from 'node:crypto';

/*
 * The Merkle tree of RFC 6962 / RFC 9162:
 *   leaf hash  SHA-256(00 ‖ leaf)
 *   node hash  SHA-256(01 ‖ left ‖ right), split at the largest power of two below n
 * A compact range is the list of roots of the perfect subtrees that cover leaves 0 … size-1, largest first:
 * size 11 = 8 + 2 + 1 has three. It is all that appending needs.
 */

export const hashLength = 32;

export function leafHash(leaf: Uint8Array): Buffer {
  return sha256(Buffer.concat([leafPrefix, leaf]));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== hashLength || right.length !== hashLength) throw new RangeError('a node has two hashes');
  node.set(left, 1);
  node.set(right, 1 + hashLength);
  return sha256(node);
}

/** By way of a string, because node makes one of those much faster than an ArrayBuffer. */
function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

const leafPrefix = Buffer.from([0]);
/** What is hashed for a node: made once, because a log has as many nodes as leaves. */
const node = Buffer.alloc(1 + 2 * hashLength, 1);

/** The root of a tree without leaves. */
export function emptyRoot(): Buffer {
  return sha256(Buffer.alloc(0));
}

/** The root over a power of two of hashes that lie one after another, as in a full tile. */
export function perfectRoot(hashes: Uint8Array): Buffer {
  const level = Buffer.from(hashes);
  for (let length = level.length; length > hashLength; length /= 2) {
    for (let at = 0; at < length / 2; at += hashLength) {
      level.copy(node, 1, 2 * at, 2 * at + 2 * hashLength);
      level.write(hash('sha256', node, 'binary'), at, 'latin1');
    }
  }
  return Buffer.from(level.subarray(0, hashLength));
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

  append(leaf: Uint8Array): void {
    this.appendSubtree(leaf, 1);
  }

  /** Appends the root over a perfect subtree of so many leaves. Throws where that does not begin here. */
  appendSubtree(root: Uint8Array, leaves: number): void {
    if (root.length !== hashLength || this.leaves % leaves !== 0) throw new RangeError('no such subtree begins here');
    let joined: Buffer = Buffer.from(root);
    // Each trailing one bit of the old size is a perfect subtree that the new one completes.
    for (let rest = this.leaves / leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.subtrees.pop();
      if (left === undefined) throw new RangeError('compact range does not fit its size');
      joined = nodeHash(left, joined);
    }
    this.subtrees.push(joined);
    this.leaves += leaves;
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
