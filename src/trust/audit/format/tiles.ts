import { hashLength, perfectRoot } from './tree';

/*
 * A log as files (c2sp.org/tlog-tiles, height 8):
 *   tile/<level>/<index>          256 hashes; hash i of level l is the root over 256 hashes of level l-1
 *   tile/entries/<index>          256 leaves, each u16 length ‖ leaf
 *   …/<index>.p/<width>           the same with fewer, at the right edge of the tree
 * The index is written in groups of three digits, all but the last after an x: 1234067 is x001/x234/067.
 */

export const tileWidth = 256;

/** A tile of hashes by its level, or a bundle of leaves; `width` below 256 is a partial one. */
export interface TileAddress {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

export function tilePath({ level, index, width }: TileAddress): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) ?? [];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Reads a path below `tile/`; null for every spelling that `tilePath` does not write. */
export function parseTilePath(path: string): TileAddress | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  const [, level = '', name = '', width] = match ?? [];
  if (match === null) return null;
  const address: TileAddress = {
    level: level === 'entries' ? level : Number(level),
    index: Number(name.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  return address.width > 0 && tilePath(address) === path ? address : null;
}

/** The tiles of a tree of `size` leaves at one level: how many are full, and how wide the last partial one is. */
export function tilesAt(level: number | 'entries', size: number): { full: number; partial: number } {
  const hashes = Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level));
  return { full: Math.floor(hashes / tileWidth), partial: hashes % tileWidth };
}

/** Whether a tree of `size` leaves has this tile. A partial tile stays right when the tree has grown over it. */
export function isTileOf({ level, index, width }: TileAddress, size: number): boolean {
  const { full, partial } = tilesAt(level, size);
  return index < full || (index === full && width <= partial);
}

export function encodeBundle(leaves: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );
}

/** Reads a bundle; null where it does not hold exactly so many leaves. */
export function decodeBundle(bytes: Buffer, count: number): Buffer[] | null {
  const leaves: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && leaves.length < count) {
    const end = at + 2 + bytes.readUInt16BE(at);
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length && leaves.length === count ? leaves : null;
}

export interface Tile extends TileAddress {
  readonly hashes: Buffer;
}

/** Makes the tiles of a growing log, each as soon as it is full. It holds at most one open tile for each level. */
export class TileBuilder {
  readonly #open: { index: number; hashes: Buffer[] }[] = [];

  /** Adds the hash of the next leaf and answers the tiles that it filled, lowest level first. */
  add(hash: Buffer): Tile[] {
    const filled: Tile[] = [];
    for (let level = 0, next: Buffer | null = hash; next !== null; level += 1) {
      const open = (this.#open[level] ??= { index: 0, hashes: [] });
      open.hashes.push(next);
      next = null;
      if (open.hashes.length === tileWidth) {
        const hashes = Buffer.concat(open.hashes);
        filled.push({ level, index: open.index, width: tileWidth, hashes });
        next = perfectRoot(hashes);
        this.#open[level] = { index: open.index + 1, hashes: [] };
      }
    }
    return filled;
  }

  /** The partial tiles at the right edge, as the tree stands now. */
  edge(): Tile[] {
    return this.#open.flatMap(({ index, hashes }, level) =>
      hashes.length === 0 ? [] : [{ level, index, width: hashes.length, hashes: Buffer.concat(hashes) }],
    );
  }
}

/** The hashes of a tile one after another. */
export function hashesOf(tile: Buffer): Buffer[] {
  return Array.from({ length: tile.length / hashLength }, (_, i) =>
    tile.subarray(i * hashLength, (i + 1) * hashLength),
  );
}
