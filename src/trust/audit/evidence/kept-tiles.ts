import type { Transaction } from '../../../platform/database';
import { tilesOf } from '../anchors/anchored-log.repository';
import { type SubtreeReader, subtreesFromTiles } from '../format/proof';

const most = 16;

/** Subtrees of the log as it was at `size` leaves. Proofs of neighbours ask for the same few tiles: the last ones stay at hand. */
export function keptSubtrees(tx: Transaction, size: number): SubtreeReader {
  const tiles = tilesOf(tx);
  const kept = new Map<string, Promise<Buffer>>();
  return subtreesFromTiles(size, (place) => {
    const name = `${place.level}/${place.index}`;
    const tile = kept.get(name) ?? tiles.tile(place);
    kept.delete(name);
    kept.set(name, tile);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return tile;
  });
}
