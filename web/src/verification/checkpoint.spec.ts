import { createHash } from 'node:crypto';
import { beginsWith, checkpointOf, type Checkpoint } from './checkpoint';

const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaves = Array.from({ length: 40 }, (_, at) => hash(Buffer.from([0, at])));

/** RFC 9162, 2.1.1 and 2.1.4.1, as they are written. */
function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] as Buffer;
  const cut = splitOf(hashes.length);
  return hash(Buffer.from([1]), rootOf(hashes.slice(0, cut)), rootOf(hashes.slice(cut)));
}

function splitOf(size: number): number {
  let cut = 1;
  while (cut * 2 < size) cut *= 2;
  return cut;
}

function proofOf(earlier: number, hashes: readonly Buffer[], whole = true): Buffer[] {
  if (earlier === hashes.length) return whole ? [] : [rootOf(hashes)];
  const cut = splitOf(hashes.length);
  return earlier <= cut
    ? [...proofOf(earlier, hashes.slice(0, cut), whole), rootOf(hashes.slice(cut))]
    : [...proofOf(earlier - cut, hashes.slice(cut), false), rootOf(hashes.slice(0, cut))];
}

const at = (size: number): Checkpoint => ({ origin: 'log', size, root: rootOf(leaves.slice(0, size)) });
const proof = (earlier: number, later: number) =>
  proofOf(earlier, leaves.slice(0, later)).map((node) => node.toString('base64'));

describe('a checkpoint of one’s own', () => {
  it('is proven for every pair of sizes', async () => {
    for (let later = 1; later <= leaves.length; later++)
      for (let earlier = 1; earlier <= later; earlier++)
        expect(await beginsWith(at(later), at(earlier), proof(earlier, later))).toBe(true);
  });

  it('refuses another root of the same size', async () => {
    const other = { ...at(21), root: rootOf(leaves.slice(1, 22)) };
    expect(await beginsWith(at(33), other, proof(21, 33))).toBe(false);
    expect(await beginsWith(at(21), other, [])).toBe(false);
  });

  it('refuses a proof with a hash too many', async () => {
    const [first = '', ...rest] = proof(21, 33);
    expect(await beginsWith(at(33), at(21), [first, first, ...rest])).toBe(false);
    expect(await beginsWith(at(33), at(21), rest)).toBe(false);
  });

  it('is read from its file', () => {
    const root = at(7).root;
    const note = `vault.example/log\n7\n${Buffer.from(root).toString('base64')}\n\n— vault.example/log AAAA\n`;
    expect(checkpointOf(note)).toEqual({ origin: 'vault.example/log', size: 7, root: new Uint8Array(root) });
    expect(checkpointOf('a holiday photo')).toBeNull();
  });
});
