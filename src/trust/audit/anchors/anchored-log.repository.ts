import { systemActor } from '../../../kernel';
import type { Database, Transaction } from '../../../platform/database';
import { listBundles } from '../export/export.repository';
import type { TilePlace } from '../format/proof';
import { tileWidth } from '../format/tiles';
import { findFirstLeaf } from '../pruning/pruning.repository';
import { hashLength } from '../format/tree';
import type { AnchoredLog, AnchoredTiles } from './anchor';

/** The tables of the log, for anchors. */
export class StoredAnchoredLog implements AnchoredLog {
  constructor(private readonly database: Database) {}

  async *bundles(from: number, to: number): AsyncGenerator<readonly Buffer[] | null> {
    const first = await this.read(findFirstLeaf);
    for (let at = from - (from % tileWidth); at < to; at += tileWidth) {
      const end = Math.min(at + tileWidth, to);
      if (end <= first) yield null;
      else yield* await this.read((tx) => collect(listBundles(tx, end, at)));
    }
  }

  readonly tile = (place: TilePlace): Promise<Buffer> => this.read((tx) => readTile(tx, place));

  async parts(from: number, to: number): Promise<Buffer> {
    const [row] = await this.read((tx) =>
      tx.query<{ parts: string | null }>(
        `SELECT json_agg(row_to_json(p) ORDER BY n, part)::text AS parts FROM audit.private p
          WHERE (n >= $1 AND n < $2) OR (erased_by >= $1 AND erased_by < $2)`,
        [from, to],
      ),
    );
    return Buffer.from(row?.parts ?? '[]');
  }

  private read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.read({ actor: systemActor }, work);
  }
}

/** The same tiles out of one snapshot. */
export function tilesOf(tx: Transaction): AnchoredTiles {
  return { tile: (place) => readTile(tx, place) };
}

/** A tile as it was at the size that its width comes from: a full one is stored, a partial one lies in the rows below it. */
async function readTile(tx: Transaction, { level, index, width }: TilePlace): Promise<Buffer> {
  const [first, end] = [index * tileWidth, index * tileWidth + width];
  const source =
    level === 0
      ? 'SELECT hash FROM audit.leaf WHERE n >= $1 AND n < $2 ORDER BY n'
      : 'SELECT root AS hash FROM audit.tile WHERE level = $3 AND index >= $1 AND index < $2 ORDER BY index';
  const rows = await tx.query<{ hash: Buffer }>(source, level === 0 ? [first, end] : [first, end, level - 1]);
  if (level === 0 && rows.length === 0) return readPrunedTile(tx, index, width);
  return Buffer.concat(rows.map(({ hash }) => hash));
}

/** Leaves that were pruned left their hashes in full tiles. */
async function readPrunedTile(tx: Transaction, index: number, width: number): Promise<Buffer> {
  const [tile] = await tx.query<{ hashes: Buffer }>('SELECT hashes FROM audit.tile WHERE level = 0 AND index = $1', [
    index,
  ]);
  return tile?.hashes.subarray(0, width * hashLength) ?? Buffer.alloc(0);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
