import { randomBytes } from 'node:crypto';
import { hashesOf, encodeBundle, decodeBundle, isTileOf, parseTilePath, TileBuilder, tilePath, tilesAt } from './tiles';
import { leafHash, rootOf } from './tree';

describe('the tiles of a log', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 0, width: 3 }, 'tile/1/000.p/3'],
    [{ level: 'entries' as const, index: 999, width: 256 }, 'tile/entries/999'],
    [{ level: 0, index: 1000, width: 232 }, 'tile/0/x001/000.p/232'],
    [{ level: 'entries' as const, index: 1_234_067, width: 1 }, 'tile/entries/x001/x234/067.p/1'],
  ])('have the paths of the specification', (address, path) => {
    expect(tilePath(address)).toBe(path);
    expect(parseTilePath(path)).toEqual(address);
  });

  it.each([
    ['tile/0/0'],
    ['tile/00/000'],
    ['tile/0/x000/000'],
    ['tile/0/000.p/0'],
    ['tile/0/000.p/256'],
    ['tile/0/000.p/01'],
    ['tile/0/../000'],
    ['tile/0/000/'],
    ['tile/e/000'],
    ['tile/-1/000'],
  ])('have no other spelling than one', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('end where the tree ends', () => {
    expect(tilesAt(0, 1000)).toEqual({ full: 3, partial: 232 });
    expect(tilesAt('entries', 1000)).toEqual({ full: 3, partial: 232 });
    expect(tilesAt(1, 1000)).toEqual({ full: 0, partial: 3 });
    expect(tilesAt(2, 1000)).toEqual({ full: 0, partial: 0 });
    const at = (index: number, width: number) => isTileOf({ level: 0, index, width }, 1000);
    expect([at(2, 256), at(3, 232), at(3, 100), at(3, 233), at(3, 256), at(4, 1)]).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('carry the roots of the level below', () => {
    const hashes = Array.from({ length: 256 * 257 + 9 }, (_, i) => leafHash(Buffer.from(String(i))));
    const builder = new TileBuilder();
    const filled = hashes.flatMap((hash) => builder.add(hash));
    const level = (wanted: number) => filled.filter((tile) => tile.level === wanted);
    expect([level(0).length, level(1).length, level(2).length]).toEqual([257, 1, 0]);
    const roots = level(0).map((tile) => rootOf(hashesOf(tile.hashes)));
    expect(level(1)[0]?.hashes).toEqual(Buffer.concat(roots.slice(0, 256)));
    expect(builder.edge().map(tilePath)).toEqual(['tile/0/257.p/9', 'tile/1/001.p/1', 'tile/2/000.p/1']);
    expect(rootOf(hashes.slice(0, 65_536))).toEqual(builder.edge()[2]?.hashes);
  });

  it('bundle leaves and nothing else', () => {
    const leaves = [randomBytes(300), Buffer.alloc(0), randomBytes(16_384)];
    const bundle = encodeBundle(leaves);
    expect(decodeBundle(bundle, 3)).toEqual(leaves);
    expect(decodeBundle(bundle, 2)).toBeNull();
    expect(decodeBundle(bundle, 4)).toBeNull();
    expect(decodeBundle(bundle.subarray(0, -1), 3)).toBeNull();
    expect(decodeBundle(Buffer.concat([bundle, Buffer.alloc(1)]), 3)).toBeNull();
  });
});
