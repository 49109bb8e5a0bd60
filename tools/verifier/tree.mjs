import { concat, equal } from './bytes.mjs';

/** The Merkle tree of RFC 9162 over SHA-256. `digest` is the platform's: it may answer at once or later. */
export class Tree {
  constructor(digest) {
    this.digest = digest;
  }

  leafHash(leaf) {
    return this.digest(concat(Uint8Array.of(0), leaf));
  }

  nodeHash(left, right) {
    return this.digest(concat(Uint8Array.of(1), left, right));
  }

  leafHashes(leaves) {
    return Promise.all(leaves.map((leaf) => this.leafHash(leaf)));
  }

  /** The root over a power of two of hashes: a whole level at a time, so that a browser digests many at once. */
  async perfectRoot(hashes) {
    let level = hashes;
    while (level.length > 1) {
      const pairs = Array.from({ length: level.length / 2 }, (_, i) => this.nodeHash(level[2 * i], level[2 * i + 1]));
      level = await Promise.all(pairs);
    }
    return level[0];
  }

  /** RFC 9162, section 2.1.3.2. */
  async proves({ index, size, hash, path, root }) {
    if (!(index < size)) return false;
    let [node, last, found] = [index, size - 1, hash];
    for (const beside of path) {
      if (last === 0) return false;
      if (node % 2 === 1 || node === last) {
        found = await this.nodeHash(beside, found);
        while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
      } else {
        found = await this.nodeHash(found, beside);
      }
      [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    }
    return last === 0 && equal(found, root);
  }

  /** RFC 9162, section 2.1.4.2: whether the log of `size` begins with the one of `earlier` entries. */
  async continues({ earlier, earlierRoot, size, root, path }) {
    if (earlier === size) return path.length === 0 && equal(earlierRoot, root);
    if (!(earlier > 0 && earlier < size) || path.some((hash) => hash?.length !== 32)) return false;
    let [node, last] = [earlier - 1, size - 1];
    while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    const [first, ...beside] = node === 0 ? [earlierRoot, ...path] : path;
    if (first === undefined) return false;
    let [before, now] = [first, first];
    for (const hash of beside) {
      if (last === 0) return false;
      if (node % 2 === 1 || node === last) {
        before = await this.nodeHash(hash, before);
        now = await this.nodeHash(hash, now);
        while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
      } else {
        now = await this.nodeHash(now, hash);
      }
      [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    }
    return last === 0 && equal(before, earlierRoot) && equal(now, root);
  }
}

/** Roots of the perfect subtrees over leaves 0 … size−1, largest first: all that going on needs. */
export class CompactRange {
  constructor(tree, size = 0, hashes = []) {
    this.tree = tree;
    this.size = size;
    this.hashes = [...hashes];
  }

  /** Whether so many hashes can be the range of this size. */
  static fits(size, hashes) {
    return size.toString(2).replaceAll('0', '').length === hashes.length && hashes.every(({ length }) => length === 32);
  }

  /** Appends the root over a perfect subtree of so many leaves; it has to begin at a multiple of them. */
  async append(hash, leaves = 1) {
    let node = hash;
    for (let rest = this.size / leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = await this.tree.nodeHash(this.hashes.pop(), node);
    }
    this.hashes.push(node);
    this.size += leaves;
  }

  async root() {
    if (this.hashes.length === 0) return this.tree.digest(new Uint8Array());
    let root = this.hashes.at(-1);
    for (let i = this.hashes.length - 2; i >= 0; i -= 1) root = await this.tree.nodeHash(this.hashes[i], root);
    return root;
  }
}
