import { tileWidth, type TileAddress } from './tiles';
import { emptyRoot, hashLength, nodeHash, perfectRoot } from './tree';

/*
 * Proofs of RFC 9162, section 2.1.3 and 2.1.4: that a leaf is in a tree, and that a tree is the beginning of another.
 * Each is a list of roots over ranges of leaves. Which ranges is arithmetic; their roots come from tiles of 256 hashes
 * (C2SP tlog-tiles, height 8), so that a proof costs a few small reads whatever the size of the log.
 */

/** The root of the perfect subtree over leaves index·2^level … (index+1)·2^level − 1. */
export type SubtreeReader = (level: number, index: number) => Promise<Buffer>;

/** A tile as it is at one size of the log: `width` hashes of level 8·`level`, from number 256·`index` on. */
export type TilePlace = TileAddress & { readonly level: number };

interface LeafRange {
  readonly from: number;
  readonly to: number;
}

const tileHeight = 8;

/** That leaf `index` is in the tree of `size` leaves: the hashes beside its path, lowest first. */
export async function inclusionProof(index: number, size: number, read: SubtreeReader): Promise<Buffer[]> {
  assertWithin(index, size);
  return rootsOf(besidePath(index, { from: 0, to: size }), read);
}

/** That the tree of `size` leaves begins with the tree of `earlier` leaves. Empty where that needs no proof. */
export async function consistencyProof(earlier: number, size: number, read: SubtreeReader): Promise<Buffer[]> {
  if (earlier === 0 || earlier === size) return [];
  assertWithin(earlier, size);
  return rootsOf(besidePrefix(earlier, { from: 0, to: size }, true), read);
}

/** The root of the tree of `size` leaves. */
export async function rootAt(size: number, read: SubtreeReader): Promise<Buffer> {
  return size === 0 ? emptyRoot() : rangeRoot({ from: 0, to: size }, read);
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162, section 2.1.3.2. */
export function verifyInclusion({ index, size, root, leafHash, proof }: InclusionClaim): boolean {
  if (!isWithin(index, size) || !areHashes([leafHash, root, ...proof])) return false;
  let [node, last] = [index, size - 1];
  let hash: Uint8Array = leafHash;
  for (const beside of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(beside, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, beside);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSame(hash, root);
}

export interface ConsistencyClaim {
  readonly earlier: { readonly size: number; readonly root: Uint8Array };
  readonly later: { readonly size: number; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162, section 2.1.4.2, with the empty tree as the beginning of every other. */
export function verifyConsistency({ earlier, later, proof }: ConsistencyClaim): boolean {
  if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size) return false;
  if (!areHashes([earlier.root, later.root, ...proof])) return false;
  if (earlier.size === later.size) return proof.length === 0 && isSame(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0 && isSame(earlier.root, emptyRoot());
  if (proof.length === 0) return false;
  return climb(earlier, later, isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof);
}

function climb(
  earlier: ConsistencyClaim['earlier'],
  later: ConsistencyClaim['later'],
  path: readonly Uint8Array[],
): boolean {
  let [node, last] = [earlier.size - 1, later.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  const [start, ...rest] = path;
  if (start === undefined) return false;
  let [before, after] = [start, start];
  for (const beside of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      [before, after] = [nodeHash(beside, before), nodeHash(beside, after)];
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      after = nodeHash(after, beside);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSame(before, earlier.root) && isSame(after, later.root);
}

/** Reads subtrees out of the tiles of a log of `size` leaves; `readTile` answers exactly `width` hashes. */
export function subtreesFromTiles(size: number, readTile: (place: TilePlace) => Promise<Buffer>): SubtreeReader {
  return async (level, index) => {
    const place = { level: Math.floor(level / tileHeight), from: index * 2 ** (level % tileHeight) };
    const tile = tileAt(size, place.level, Math.floor(place.from / tileWidth));
    const hashes = await readTile(tile);
    const start = (place.from % tileWidth) * hashLength;
    const part = hashes.subarray(start, start + 2 ** (level % tileHeight) * hashLength);
    if (hashes.length !== tile.width * hashLength || part.length === 0) throw new RangeError('a tile lacks hashes');
    return perfectRoot(part);
  };
}

/** The tile of that place in a log of `size` leaves; its width is 0 where the log has not come so far. */
export function tileAt(size: number, level: number, index: number): TilePlace {
  const hashes = Math.floor(size / tileWidth ** level);
  return { level, index, width: Math.max(0, Math.min(tileWidth, hashes - index * tileWidth)) };
}

function besidePath(index: number, { from, to }: LeafRange): LeafRange[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...besidePath(index, { from, to: middle }), { from: middle, to }]
    : [...besidePath(index, { from: middle, to }), { from, to: middle }];
}

/** SUBPROOF of RFC 9162; `known` while the range is the whole earlier tree, whose root the reader has. */
function besidePrefix(earlier: number, { from, to }: LeafRange, known: boolean): LeafRange[] {
  if (earlier === to) return known ? [] : [{ from, to }];
  const middle = from + largestPowerBelow(to - from);
  return earlier <= middle
    ? [...besidePrefix(earlier, { from, to: middle }, known), { from: middle, to }]
    : [...besidePrefix(earlier, { from: middle, to }, false), { from, to: middle }];
}

async function rootsOf(ranges: readonly LeafRange[], read: SubtreeReader): Promise<Buffer[]> {
  const roots: Buffer[] = [];
  for (const range of ranges) roots.push(await rangeRoot(range, read));
  return roots;
}

/** The root over a range that begins at a multiple of a power of two not below its length. */
async function rangeRoot({ from, to }: LeafRange, read: SubtreeReader): Promise<Buffer> {
  const level = Math.floor(Math.log2(to - from));
  const middle = from + 2 ** level;
  const left = await read(level, from / 2 ** level);
  return middle === to ? left : nodeHash(left, await rangeRoot({ from: middle, to }, read));
}

function largestPowerBelow(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function assertWithin(index: number, size: number): void {
  if (!isWithin(index, size)) throw new RangeError('no proof for a place outside the tree');
}

function isWithin(index: number, size: number): boolean {
  return isSize(index) && isSize(size) && index < size;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashLength);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
