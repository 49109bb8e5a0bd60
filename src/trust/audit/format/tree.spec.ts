import { CompactRange, emptyRoot, leafHash, nodeHash, rootOf } from './tree';

/** RFC 9162, section 2.1.1, word for word. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return emptyRoot();
  if (leaves.length === 1) return leafHash(only);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

// The leaves and roots of Certificate Transparency's reference tests.
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree', () => {
  it('gives the known roots', () => {
    const range = CompactRange.empty();
    expect(range.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const found = leaves.map((leaf) => {
      range.append(leafHash(Buffer.from(leaf, 'hex')));
      return range.root().toString('hex');
    });
    expect(found).toEqual(roots);
  });

  it('equals a naive tree at every size', () => {
    const range = CompactRange.empty();
    const all: Buffer[] = [];
    for (let n = 0; n < 530; n += 1) {
      all.push(Buffer.from(`leaf ${n}`));
      range.append(leafHash(Buffer.from(`leaf ${n}`)));
      expect(range.root()).toEqual(naiveRoot(all));
    }
  });

  it('goes on from what it stored', () => {
    for (let size = 0; size < 70; size += 1) {
      const hashes = Array.from({ length: size }, (_, n) => leafHash(Buffer.from([n])));
      const whole = CompactRange.empty();
      for (const hash of hashes) whole.append(hash);
      const resumed = CompactRange.from(size, whole.hashes());
      resumed.append(leafHash(Buffer.from('next')));
      expect(resumed.root()).toEqual(rootOf([...hashes, leafHash(Buffer.from('next'))]));
    }
  });

  it('refuses a range of another size', () => {
    const range = CompactRange.empty();
    for (let n = 0; n < 6; n += 1) range.append(leafHash(Buffer.from([n])));
    for (const size of [0, 1, 4, 7, -1, 1.5, 2 ** 53]) {
      expect(() => CompactRange.from(size, range.hashes())).toThrow(RangeError);
    }
    expect(() => CompactRange.from(6, range.hashes().subarray(1))).toThrow(RangeError);
  });

  it('refuses a hash of another length', () => {
    expect(() => CompactRange.empty().append(Buffer.alloc(31))).toThrow(RangeError);
  });

  it('tells a leaf from a node', () => {
    const [left, right] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });
});
