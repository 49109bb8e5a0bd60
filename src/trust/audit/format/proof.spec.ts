import {
  type ConsistencyClaim,
  consistencyProof,
  type InclusionClaim,
  inclusionProof,
  rootAt,
  type SubtreeReader,
  subtreesFromTiles,
  type TilePlace,
  tileAt,
  verifyConsistency,
  verifyInclusion,
} from './proof';
import { emptyRoot, leafHash, nodeHash, rootOf } from './tree';

const most = 130;
const leaves = Array.from({ length: 1_000 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));

function split(length: number): number {
  let power = 1;
  while (power * 2 < length) power *= 2;
  return power;
}

const remembered = new Map<string, Buffer>();

/** MTH, PATH and PROOF of RFC 9162, section 2.1, word for word. */
function naiveRoot(hashes: readonly Buffer[]): Buffer {
  if (hashes.length <= 1) return hashes[0] ?? emptyRoot();
  // Lists here are runs of distinct leaves: the first and the length name one.
  const key = `${hashes[0]?.toString('latin1') ?? ''}${hashes.length}`;
  const k = split(hashes.length);
  const known = remembered.get(key) ?? nodeHash(naiveRoot(hashes.slice(0, k)), naiveRoot(hashes.slice(k)));
  remembered.set(key, known);
  return known;
}

function naivePath(m: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length === 1) return [];
  const k = split(hashes.length);
  return m < k
    ? [...naivePath(m, hashes.slice(0, k)), naiveRoot(hashes.slice(k))]
    : [...naivePath(m - k, hashes.slice(k)), naiveRoot(hashes.slice(0, k))];
}

function naiveSubproof(m: number, hashes: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === hashes.length) return whole ? [] : [naiveRoot(hashes)];
  const k = split(hashes.length);
  return m <= k
    ? [...naiveSubproof(m, hashes.slice(0, k), whole), naiveRoot(hashes.slice(k))]
    : [...naiveSubproof(m - k, hashes.slice(k), false), naiveRoot(hashes.slice(0, k))];
}

const subtrees: SubtreeReader = (level, index) =>
  Promise.resolve(naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
const roots = Array.from({ length: most + 1 }, (_, size) => naiveRoot(leaves.slice(0, size)));
const root = (size: number): Buffer => roots[size] ?? naiveRoot(leaves.slice(0, size));
const leaf = (index: number): Buffer => leaves[index] ?? Buffer.alloc(0);

async function inclusion(index: number, size: number): Promise<InclusionClaim> {
  const proof = await inclusionProof(index, size, subtrees);
  return { index, size, root: root(size), leafHash: leaf(index), proof };
}

async function consistency(earlier: number, later: number): Promise<ConsistencyClaim> {
  const proof = await consistencyProof(earlier, later, subtrees);
  return { earlier: { size: earlier, root: root(earlier) }, later: { size: later, root: root(later) }, proof };
}

function flip(hash: Uint8Array): Buffer {
  const copy = Buffer.from(hash);
  copy[7] = (copy[7] ?? 0) ^ 1;
  return copy;
}

/** Every proof that is nearly this one. */
function wrongProofs(proof: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  const changed = proof.map((hash, at) => proof.map((other, i) => (i === at ? flip(hash) : other)));
  const dropped = proof.map((_, at) => proof.filter((_hash, i) => i !== at));
  const doubled = proof.map((hash, at) => [...proof.slice(0, at), hash, ...proof.slice(at)]);
  const swapped = proof.slice(1).map((hash, at) => {
    const copy = [...proof];
    [copy[at], copy[at + 1]] = [hash, copy[at] ?? hash];
    return copy;
  });
  const short = proof.length === 0 ? [] : [[...proof.slice(0, -1), Buffer.alloc(31)]];
  return [...changed, ...dropped, ...doubled, ...swapped, ...short, [...proof, Buffer.alloc(32)]];
}

const same = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  Buffer.concat(one).equals(Buffer.concat(other));

describe('an inclusion proof', () => {
  it('equals the naive one and holds', async () => {
    const wrong: string[] = [];
    for (let size = 1; size <= most; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const claim = await inclusion(index, size);
        const naive = naivePath(index, leaves.slice(0, size));
        if (!same(claim.proof, naive) || !verifyInclusion(claim)) wrong.push(`${index} of ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('holds for nothing but its claim', async () => {
    const accepted: unknown[] = [];
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const claim = await inclusion(index, size);
        const elsewhere = [0, index - 1, index + 1, size, size + 1, -1, 0.5].filter((at) => at !== index);
        const lies: InclusionClaim[] = [
          ...wrongProofs(claim.proof).map((proof) => ({ ...claim, proof })),
          ...elsewhere.map((at) => ({ ...claim, index: at })),
          { ...claim, size: 0 },
          { ...claim, leafHash: flip(claim.leafHash) },
          { ...claim, root: flip(claim.root) },
        ];
        accepted.push(...lies.filter(verifyInclusion));
      }
    }
    expect(accepted).toEqual([]);
  });

  it('refuses a doubled last leaf', async () => {
    // Bitcoin's tree doubles the last leaf of an odd level, so that two lists have one root; this one must not.
    for (let size = 1; size <= most; size += 2) {
      const doubled = rootOf([...leaves.slice(0, size), leaf(size - 1)]);
      const { proof } = await inclusion(size - 1, size);
      const beside = [leaf(size - 1), ...proof];
      expect(doubled).not.toEqual(root(size));
      for (const candidate of [proof, beside]) {
        const claim = { index: size, size: size + 1, root: root(size), leafHash: leaf(size - 1), proof: candidate };
        expect(verifyInclusion(claim)).toBe(false);
      }
    }
  });

  it.each([
    [0, 0],
    [1, 1],
    [5, 3],
    [-1, 3],
  ])('is not made for leaf %i of %i', async (index, size) => {
    await expect(inclusionProof(index, size, subtrees)).rejects.toThrow(RangeError);
  });
});

describe('a consistency proof', () => {
  it('equals the naive one and holds', async () => {
    const wrong: string[] = [];
    for (let later = 0; later <= most; later += 1) {
      for (let earlier = 0; earlier <= later; earlier += 1) {
        const claim = await consistency(earlier, later);
        const naive = earlier === 0 ? [] : naiveSubproof(earlier, leaves.slice(0, later), true);
        if (!same(claim.proof, naive) || !verifyConsistency(claim)) wrong.push(`${earlier} of ${later}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('holds for nothing but its claim', async () => {
    const accepted: unknown[] = [];
    for (let later = 1; later <= 40; later += 1) {
      for (let earlier = 1; earlier <= later; earlier += 1) {
        const claim = await consistency(earlier, later);
        const lies: ConsistencyClaim[] = [
          ...wrongProofs(claim.proof).map((proof) => ({ ...claim, proof })),
          { ...claim, earlier: { ...claim.earlier, root: flip(claim.earlier.root) } },
          { ...claim, later: { ...claim.later, root: flip(claim.later.root) } },
          { ...claim, earlier: { size: earlier - 1, root: root(earlier - 1) } },
          { ...claim, earlier: { size: earlier + 1, root: root(earlier + 1) } },
          { ...claim, later: { size: later + 1, root: root(later + 1) } },
        ].filter((lie) => !isTrivial(lie));
        accepted.push(...lies.filter(verifyConsistency));
      }
    }
    expect(accepted).toEqual([]);
  });

  it('knows one empty tree', async () => {
    const claim = await consistency(0, 7);
    expect(verifyConsistency({ ...claim, earlier: { size: 0, root: leaf(0) } })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [leaf(0)] })).toBe(false);
  });

  it('never leads backwards', async () => {
    const { earlier, later, proof } = await consistency(5, 9);
    expect(verifyConsistency({ earlier: later, later: earlier, proof })).toBe(false);
    await expect(consistencyProof(9, 5, subtrees)).rejects.toThrow(RangeError);
  });
});

/** What is true without a proof: every tree begins with the empty one. */
function isTrivial({ earlier, proof }: ConsistencyClaim): boolean {
  return proof.length === 0 && earlier.size === 0;
}

describe('proofs from tiles', () => {
  const size = 1_000;
  const asked: TilePlace[] = [];
  const tiles = subtreesFromTiles(size, async (place) => {
    asked.push(place);
    const hashes: Buffer[] = [];
    for (let i = 0; i < place.width; i += 1) hashes.push(await subtrees(8 * place.level, 256 * place.index + i));
    return Buffer.concat(hashes);
  });

  it('are the same proofs', async () => {
    for (const index of [0, 1, 255, 256, 511, 700, 767, 768, 998, 999]) {
      expect(await inclusionProof(index, size, tiles)).toEqual(await inclusionProof(index, size, subtrees));
      expect(await consistencyProof(index, size, tiles)).toEqual(await consistencyProof(index, size, subtrees));
    }
  });

  it('give the root of every size', async () => {
    for (const at of [0, 1, 255, 256, 257, 768, 999, 1000]) expect(await rootAt(at, tiles)).toEqual(root(at));
  });

  it('ask for tiles as they are', () => {
    expect(new Set(asked.map(({ level, width }) => `${level} ${width}`))).toEqual(new Set(['0 256', '0 232', '1 3']));
    expect(tileAt(size, 0, 4)).toEqual({ level: 0, index: 4, width: 0 });
  });

  it('refuse a tile that is too short', async () => {
    const short = subtreesFromTiles(size, () => Promise.resolve(Buffer.alloc(32)));
    await expect(inclusionProof(0, size, short)).rejects.toThrow(RangeError);
  });
});
