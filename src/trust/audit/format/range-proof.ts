import type { SubtreeReader } from './proof';
import { CompactRange, hashLength, nodeHash } from './tree';

/*
 * That leaves first … last are these, in this order and without a gap, in the tree of `size` leaves: the roots of the
 * perfect subtrees on both sides of them. With the hashes of the leaves between, the two sides fold to the tree's root.
 * At most 2·53 hashes, however long the range.
 */
export interface RangeProof {
  readonly first: number;
  readonly last: number;
  readonly size: number;
  /** Covers 0 … first−1, largest first: the compact range of size `first`. */
  readonly left: readonly Buffer[];
  /** Covers last+1 … size−1 from left to right. */
  readonly right: readonly Buffer[];
}

/** A perfect subtree: 2^level leaves from `from` on. */
interface Subtree {
  readonly level: number;
  readonly from: number;
}

export async function rangeProof(
  { first, last, size }: Pick<RangeProof, 'first' | 'last' | 'size'>,
  read: SubtreeReader,
): Promise<RangeProof> {
  if (!isRange(first, last, size)) throw new RangeError('no proof for a range outside the tree');
  const roots = async (subtrees: readonly Subtree[]): Promise<Buffer[]> => {
    const found: Buffer[] = [];
    for (const { level, from } of subtrees) found.push(await read(level, from / 2 ** level));
    return found;
  };
  return { first, last, size, left: await roots(cover(0, first)), right: await roots(cover(last + 1, size)) };
}

/** The root that the proof and the hashes of its leaves lead to; null where they do not belong together. */
export function rootOfRange(proof: RangeProof, leafHashes: readonly Uint8Array[]): Buffer | null {
  const { first, last, size, left, right } = proof;
  if (!isRange(first, last, size) || leafHashes.length !== last - first + 1) return null;
  const after = cover(last + 1, size);
  if (left.length !== cover(0, first).length || right.length !== after.length) return null;
  if (![...left, ...right].every(({ length }) => length === hashLength)) return null;
  const range = CompactRange.from(first, Buffer.concat(left));
  for (const hash of leafHashes) range.append(hash);
  const nodes = fold(range, cover(0, last + 1), right, after);
  return nodes.reduceRight((rest, { hash }) => nodeHash(hash, rest), nodes.pop()?.hash ?? range.root());
}

interface Node extends Subtree {
  readonly hash: Buffer;
}

/** Puts the subtrees on the right behind those that are there; two neighbours of one level make one of the next. */
function fold(range: CompactRange, there: readonly Subtree[], right: readonly Buffer[], after: readonly Subtree[]) {
  const hashes = range.hashes();
  const nodes: Node[] = there.map((subtree, i) => ({
    ...subtree,
    hash: hashes.subarray(i * hashLength, (i + 1) * hashLength),
  }));
  after.forEach((subtree, i) => {
    let node: Node = { ...subtree, hash: right[i] ?? Buffer.alloc(0) };
    for (let before = nodes.at(-1); before?.level === node.level; before = nodes.at(-1)) {
      if ((before.from / 2 ** before.level) % 2 === 1) break;
      nodes.pop();
      node = { level: node.level + 1, from: before.from, hash: nodeHash(before.hash, node.hash) };
    }
    nodes.push(node);
  });
  return nodes;
}

/** The largest perfect subtrees that cover `from` … `to`−1, from left to right. */
function cover(from: number, to: number): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    subtrees.push({ level, from: at });
    at += 2 ** level;
  }
  return subtrees;
}

function isRange(first: number, last: number, size: number): boolean {
  return [first, last, size].every(Number.isSafeInteger) && first >= 0 && first <= last && last < size;
}
