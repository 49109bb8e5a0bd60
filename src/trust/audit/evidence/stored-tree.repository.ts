import type { Transaction } from '../../../platform/database';
import { type SubtreeReader, subtreesFromTiles, type TilePlace } from '../format/proof';
import { tileWidth } from '../format/tiles';

/** Subtrees of the log as it was at `size` leaves, out of the stored tiles; the right edge out of leaves and tile roots. */
export function storedSubtrees(tx: Transaction, size: number): SubtreeReader {
  const kept = new Map<string, Promise<Buffer>>();
  return subtreesFromTiles(size, (place) => {
    const name = `${place.level}/${place.index}`;
    const tile = kept.get(name) ?? readTile(tx, place);
    // Proofs of neighbours ask for the same few tiles: the last ones stay at hand.
    kept.delete(name);
    kept.set(name, tile);
    const [oldest] = kept.keys();
    if (kept.size > 16 && oldest !== undefined) kept.delete(oldest);
    return tile;
  });
}

async function readTile(tx: Transaction, { level, index, width }: TilePlace): Promise<Buffer> {
  if (width === tileWidth) {
    const [tile] = await tx.query<{ hashes: Buffer }>('SELECT hashes FROM audit.tile WHERE level = $1 AND index = $2', [
      level,
      index,
    ]);
    if (tile !== undefined) return tile.hashes;
  }
  const from = index * tileWidth;
  const rows =
    level === 0
      ? await tx.query<{ hash: Buffer }>('SELECT hash FROM audit.leaf WHERE n >= $1 AND n < $2 ORDER BY n', [
          from,
          from + width,
        ])
      : await tx.query<{ hash: Buffer }>(
          'SELECT root AS hash FROM audit.tile WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index',
          [level - 1, from, from + width],
        );
  return Buffer.concat(rows.map(({ hash }) => hash));
}
