import { rangeProof, rootOfRange } from './range-proof';
import { leafHash, rootOf } from './tree';

const hashes = Array.from({ length: 70 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const read = (level: number, index: number) =>
  Promise.resolve(rootOf(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)));

describe('a range proof', () => {
  it('leads to the root for every range', async () => {
    for (const size of [1, 2, 3, 7, 8, 13, 21])
      for (let first = 0; first < size; first += 1)
        for (let last = first; last < size; last += 1) {
          const proof = await rangeProof({ first, last, size }, read);
          expect(rootOfRange(proof, hashes.slice(first, last + 1))).toEqual(rootOf(hashes.slice(0, size)));
        }
  });

  it('has few hashes', async () => {
    const proof = await rangeProof({ first: 31, last: 40, size: 70 }, read);
    expect([proof.left.length, proof.right.length]).toEqual([5, 6]);
  });

  it('does not hold with another leaf', async () => {
    const proof = await rangeProof({ first: 5, last: 9, size: 70 }, read);
    const changed = [...hashes.slice(5, 9), leafHash(Buffer.from('another'))];
    expect(rootOfRange(proof, changed)).not.toEqual(rootOf(hashes));
  });

  it('does not hold with a leaf less', async () => {
    const proof = await rangeProof({ first: 5, last: 9, size: 70 }, read);
    expect(rootOfRange(proof, hashes.slice(5, 9))).toBeNull();
    expect(rootOfRange({ ...proof, last: 8 }, hashes.slice(5, 9))).not.toEqual(rootOf(hashes));
    expect(rootOfRange({ ...proof, left: proof.left.slice(1) }, hashes.slice(5, 10))).toBeNull();
  });

  it('is not made outside the tree', async () => {
    for (const [first, last, size] of [
      [0, 70, 70],
      [-1, 3, 70],
      [4, 3, 70],
      [0, 0, 0],
    ] as const)
      await expect(rangeProof({ first, last, size }, read)).rejects.toThrow(RangeError);
  });
});
