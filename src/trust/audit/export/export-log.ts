import { systemActor } from '../../../kernel';
import type { Database } from '../../../platform/database';
import { keyFor, type LogKey, openCheckpoint, verifierKey } from '../format/note';
import { encodeBundle, hashesOf, type Tile, type TileAddress, TileBuilder, tilePath, tileWidth } from '../format/tiles';
import { CompactRange, leafHash } from '../format/tree';
import { findNewestCheckpoint } from '../reading/log.repository';
import { listLogKeys } from '../log-keys/log-key.repository';
import { findFirstLeaf } from '../pruning/pruning.repository';
import { listBundles, listPrunedTiles, LogEmpty, LogIncomplete } from './export.repository';
import { LogFolder } from './log-folder';

export interface ExportOptions {
  /** Any connection that may read schema `audit`. */
  readonly database: Database;
  readonly log: LogKey;
  readonly folder: string;
  readonly progress?: (leaves: number, size: number) => void;
}

/**
 * Writes the log as a C2SP tlog-tiles folder (formats.md 3, Export), in one snapshot and constant memory. Everything is
 * made anew from the leaves (from the tiles where they were pruned), and the checkpoint is written last, only if it is the one over these leaves: a folder with
 * a checkpoint is a whole export.
 */
export async function exportLog(options: ExportOptions): Promise<{ size: number }> {
  return options.database.read({ actor: systemActor }, async (tx) => {
    const newest = await findNewestCheckpoint(tx);
    if (newest === null) throw new LogEmpty();
    const checkpoint = openCheckpoint(newest.note, options.log);
    const folder = new LogFolder(options.folder);
    // The key that signed this checkpoint: an older export in the same folder may have had another.
    const key = { origin: checkpoint.origin, publicKey: keyFor(options.log, checkpoint.size) };
    await folder.replace('key', Buffer.from(`${verifierKey(key)}\n`));
    for (const { firstSize, handOver } of await listLogKeys(tx))
      if (handOver !== null) await folder.keep(`hand-overs/${firstSize - 1}`, Buffer.from(handOver));
    const writer = new TreeWriter(folder);
    const first = await findFirstLeaf(tx);
    for await (const hashes of listPrunedTiles(tx, first)) await writer.addPruned(hashes);
    for await (const leaves of listBundles(tx, checkpoint.size, first)) {
      await writer.addBundle(leaves);
      options.progress?.(writer.size, checkpoint.size);
    }
    if (!writer.root().equals(checkpoint.root)) throw new LogIncomplete();
    await writer.writeEdge();
    await folder.replace('checkpoint', Buffer.from(newest.note));
    return { size: checkpoint.size };
  });
}

/** Writes bundles and the tiles above them. */
class TreeWriter {
  readonly #tiles = new TileBuilder();
  readonly #range = CompactRange.empty();

  constructor(private readonly folder: LogFolder) {}

  get size(): number {
    return this.#range.size;
  }

  root(): Buffer {
    return this.#range.root();
  }

  async addBundle(leaves: readonly Buffer[]): Promise<void> {
    const index = Math.floor(this.size / tileWidth);
    await this.write({ level: 'entries', index, width: leaves.length }, encodeBundle(leaves));
    for (const leaf of leaves) await this.addHash(leafHash(leaf));
  }

  /** A tile of leaves that are no longer there: it has no bundle. */
  async addPruned(hashes: Buffer): Promise<void> {
    for (const hash of hashesOf(hashes)) await this.addHash(hash);
  }

  async writeEdge(): Promise<void> {
    for (const tile of this.#tiles.edge()) await this.writeTile(tile);
  }

  private async addHash(hash: Buffer): Promise<void> {
    this.#range.append(hash);
    for (const tile of this.#tiles.add(hash)) await this.writeTile(tile);
  }

  private async writeTile(tile: Tile): Promise<void> {
    await this.write(tile, tile.hashes);
  }

  private async write(address: TileAddress, bytes: Buffer): Promise<void> {
    await this.folder.keep(tilePath(address), bytes);
    await this.folder.dropPartials(tilePath({ ...address, width: tileWidth }), address.width);
  }
}
