import type { Transaction } from '../../../platform/database';
import { tileWidth } from '../format/tiles';

const bundlesAtOnce = 8;

/**
 * The bodies of the first `size` leaves, in bundles of 256 (the last one shorter), out of one snapshot; from leaf `first`
 * on, which begins a bundle.
 */
export async function* listBundles(tx: Transaction, size: number, first = 0): AsyncGenerator<Buffer[]> {
  for (let from = first; from < size; from += bundlesAtOnce * tileWidth) {
    const to = Math.min(from + bundlesAtOnce * tileWidth, size);
    const rows = await tx.query<{ n: string; body: Buffer }>(
      'SELECT n, body FROM audit.leaf WHERE n >= $1 AND n < $2 ORDER BY n',
      [from, to],
    );
    if (rows.some(({ n }, i) => Number(n) !== from + i) || rows.length !== to - from) throw new LogIncomplete();
    const bodies = rows.map(({ body }) => body);
    for (let at = 0; at < bodies.length; at += tileWidth) yield bodies.slice(at, at + tileWidth);
  }
}

/** The hashes of the leaves below `end`, tile by tile: all that is left of what was pruned. */
export async function* listPrunedTiles(tx: Transaction, end: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < end / tileWidth; index += 1) {
    const [tile] = await tx.query<{ hashes: Buffer }>('SELECT hashes FROM audit.tile WHERE level = 0 AND index = $1', [
      index,
    ]);
    if (tile === undefined) throw new LogIncomplete();
    yield tile.hashes;
  }
}

/** Rows are missing or stand twice. */
export class LogIncomplete extends Error {
  constructor() {
    super('The log is not what its newest checkpoint signed, so there is nothing to export. Run strongroom verify.');
    this.name = 'LogIncomplete';
  }
}

/** Nothing has been signed yet. */
export class LogEmpty extends Error {
  constructor() {
    super('The log has no signed entry yet, so there is nothing to export. Start the vault once.');
    this.name = 'LogEmpty';
  }
}
