import { type Leaf, parseLeaf } from '../format/leaf';
import { BadCheckpoint, type LogKey, openCheckpoint, originFor } from '../format/note';
import { hashesOf, tileWidth } from '../format/tiles';
import { CompactRange, hashLength, leafHash, perfectRoot } from '../format/tree';
import { leafColumns, type SearchColumns, searchColumns } from '../search-columns';
import { type FindingKind, Findings } from './finding';

/** A leaf where it is kept: a row of `audit.leaf` with the search columns as they stand, or one out of an export. */
export interface LeafRow {
  readonly n: number;
  readonly body: Buffer;
  /** What is kept beside it; null where nothing is. */
  readonly beside: { readonly hash: Buffer; readonly columns: SearchColumns } | null;
}

/** Leaves of which another has found that each is in every respect as it was sealed. */
export interface SoundLeaves {
  /** One after another. */
  readonly hashes: Buffer;
  /** Over them, where they are a full tile. */
  readonly root: Buffer | null;
  readonly sealed: { readonly first: number; readonly last: number };
}

export interface CheckpointRow {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

/** A second opinion on the hashes of leaves. */
export interface LogSource {
  /** A tile of level 0 as it is kept: its hashes and, where that is kept too, their root. Null where there is none. */
  tile(index: number): Promise<{ readonly hashes: Buffer; readonly root: Buffer | null } | null>;
}

/** A leaf whose witnesses disagree; the next checkpoint says which of them was changed. */
interface Doubt {
  readonly n: number;
  readonly id: string | null;
  readonly otherwise: 'hash_column' | 'tile_differs';
}

/**
 * Walks a log from its first leaf to its last in constant memory. Every leaf has up to three witnesses of its hash: its
 * own bytes, the column beside it and, in a full tile, the tile. Where they differ two trees are carried on, one as it
 * was kept and one as the bytes are now, until a checkpoint confirms one of them. So one changed row is one finding, with
 * its number, and not the end of the proof.
 */
export class LogChecker {
  readonly findings = new Findings();
  gaps = 0;
  /** Leaves that are known by their tiles alone, because an entry says that they were pruned. */
  pruned = 0;
  confirmed = 0;
  checkpoints = 0;
  /** With the hashes as they were kept: tile, else column. */
  #kept = CompactRange.empty();
  /** With the hashes of the bytes, where they differ from those since the last checkpoint. */
  #bytes: CompactRange | null = null;
  #doubts: Doubt[] = [];
  #rows = 0;
  #next = 0;
  #sealed = '';
  /** Size up to which checkpoints hold; null once the tree can no longer be rebuilt. */
  #confirmedSize: number | null = 0;
  #tile: { readonly index: number; readonly hashes: Buffer | null; rootFits: boolean } | null = null;

  constructor(
    private readonly log: LogKey,
    private readonly source: LogSource,
    /** How many leaves the head or the newest checkpoint promises. */
    private readonly expected: number,
    /** Leaves below this number may be gone: a sealed entry says so. */
    private readonly prunedBelow = 0,
  ) {}

  get size(): number {
    return this.#next;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes the next row in order of n (after `skip` has brought the walk there) and answers its leaf, or null where it is none. */
  async addLeaf(row: LeafRow): Promise<Leaf | null> {
    this.#rows += 1;
    if (row.n < this.#next) {
      this.findings.add('repeated', row.n, { id: idBeside(row) });
      return null;
    }
    const leaf = readLeaf(row.body);
    if (leaf === null) this.findings.add('leaf_unreadable', row.n, { id: idBeside(row) });
    else this.checkLeaf(row, leaf);
    await this.appendHash(row);
    return leaf;
  }

  /** Takes sound leaves where the walk has come to; none of them is looked at again. */
  addSound({ hashes, root, sealed }: SoundLeaves): void {
    const count = hashes.length / hashLength;
    const n = this.#next;
    this.#rows += count;
    if (new Date(sealed.first).toISOString() < this.#sealed) this.findings.add('time_went_back', n);
    this.#sealed = new Date(sealed.last).toISOString();
    if (root === null || this.#bytes !== null || n % tileWidth !== 0) {
      for (const hash of hashesOf(hashes)) this.append(hash);
    } else {
      this.#kept.appendSubtree(root, count);
      this.#next += count;
    }
  }

  /** Takes the checkpoint of the size that has just been reached. */
  addCheckpoint(row: CheckpointRow): void {
    this.checkpoints += 1;
    const root = this.openCheckpoint(row);
    if (root === null || this.#confirmedSize === null) return;
    const kept = root.equals(this.#kept.root());
    const bytes = !kept && this.#bytes !== null && root.equals(this.#bytes.root());
    if (bytes && this.#bytes !== null) this.#kept = this.#bytes;
    this.settleDoubts(bytes);
    if (kept || bytes) {
      this.confirmed += 1;
      this.#confirmedSize = row.size;
    } else {
      this.findings.add('history_changed', row.size - 1, { from: this.#confirmedSize });
      this.#confirmedSize = null;
    }
  }

  /** Takes a checkpoint for more leaves than the log has. */
  addCheckpointBeyond(row: CheckpointRow): void {
    this.checkpoints += 1;
    this.openCheckpoint(row);
    this.findings.add('checkpoint_beyond', row.size - 1);
  }

  /** The root that a checkpoint row honestly states, or null after a finding. */
  private openCheckpoint({ size, root, note }: CheckpointRow): Buffer | null {
    try {
      const checkpoint = openCheckpoint(note, this.log);
      if (checkpoint.size === size && checkpoint.root.equals(root)) return checkpoint.root;
      this.findings.add('checkpoint_replaced', size - 1);
    } catch (error) {
      const kind = error instanceof BadCheckpoint ? error.kind : 'malformed';
      this.findings.add(checkpointKinds[kind], size - 1);
    }
    return null;
  }

  /** Notes that the rows before `n` are missing; `skip` then walks over them. */
  noteGap(n: number): void {
    const from = Math.max(this.#next, Math.min(n, this.prunedBelow));
    this.pruned += from - this.#next;
    if (from === n) return;
    this.gaps += n - from;
    this.findings.add('gap', n - 1, { from });
  }

  /**
   * Walks over missing rows, one at a time where a tile still knows their hashes: then everything after them can be
   * checked all the same. Without a tile the tree ends here.
   */
  async skip(n: number): Promise<void> {
    const tile = await this.tileHash(this.#next);
    if (tile !== null) {
      this.append(tile);
      return;
    }
    this.#confirmedSize = null;
    this.#next = n;
  }

  /** The end of the rows: what the head promised must have come, and nothing may be newer than the newest checkpoint. */
  finish(head: { size: number; range: Buffer } | null, newestCheckpoint: number): void {
    this.closeTile();
    this.settleDoubts(false);
    if (this.#next > newestCheckpoint)
      this.findings.add('beyond_checkpoint', this.#next - 1, { from: newestCheckpoint });
    const sameRange = this.#confirmedSize !== this.#next || head?.range.equals(this.#kept.hashes()) === true;
    if (head?.size !== this.#next || !sameRange) this.findings.add('head_differs', null);
  }

  private async appendHash(row: LeafRow): Promise<void> {
    const computed = leafHash(row.body);
    const tile = await this.tileHash(row.n);
    const beside = row.beside?.hash ?? computed;
    if (computed.equals(beside) && (tile === null || tile.equals(computed))) {
      this.append(computed);
      return;
    }
    const otherwise = tile === null || tile.equals(computed) ? 'hash_column' : 'tile_differs';
    if (this.#tile !== null && otherwise === 'tile_differs') this.#tile.rootFits = true;
    this.#doubts.push({ n: row.n, id: idBeside(row), otherwise });
    this.#bytes ??= CompactRange.from(this.#kept.size, this.#kept.hashes());
    this.append(tile ?? beside, computed);
  }

  private append(kept: Buffer, bytes = kept): void {
    this.#kept.append(kept);
    this.#bytes?.append(bytes);
    this.#next += 1;
    // A log without checkpoints to settle them must not make the list of doubts grow with it.
    if (this.#doubts.length > 1_000) this.settleDoubts(false);
  }

  private settleDoubts(bytesHold: boolean): void {
    for (const { n, id, otherwise } of this.#doubts)
      this.findings.add(bytesHold ? otherwise : 'leaf_changed', n, { id });
    this.#doubts = [];
    this.#bytes = null;
  }

  private checkLeaf(row: LeafRow, leaf: Leaf): void {
    const add = (kind: FindingKind) => this.findings.add(kind, row.n, { id: leaf.e.id });
    if (leaf.n !== row.n) add('wrong_place');
    if (leaf.log !== originFor(this.log, row.n + 1)) add('wrong_log');
    const expected = searchColumns(leaf);
    const columns = row.beside?.columns ?? expected;
    if (leafColumns.some(({ name }) => expected[name] !== columns[name])) add('search_columns');
    if (leaf.sealed < this.#sealed) add('time_went_back');
    this.#sealed = leaf.sealed;
  }

  private async tileHash(n: number): Promise<Buffer | null> {
    const index = Math.floor(n / tileWidth);
    if (this.#tile?.index !== index) await this.openTile(index);
    const at = (n % tileWidth) * hashLength;
    return this.#tile?.hashes?.subarray(at, at + hashLength) ?? null;
  }

  private async openTile(index: number): Promise<void> {
    this.closeTile();
    const tile = await this.source.tile(index);
    const last = (index + 1) * tileWidth - 1;
    if (tile === null && last < this.expected) this.findings.add('tile_missing', last, { from: index * tileWidth });
    const hashes = tile?.hashes.length === tileWidth * hashLength ? tile.hashes : null;
    const rootFits = hashes === null || tile?.root?.equals(perfectRoot(hashes)) !== false;
    this.#tile = { index, hashes, rootFits };
  }

  /** A tile whose hashes are in doubt has been named already, and has another root because of them. */
  private closeTile(): void {
    if (this.#tile === null || this.#tile.rootFits) return;
    const last = (this.#tile.index + 1) * tileWidth - 1;
    this.findings.add('tile_root', last, { from: this.#tile.index * tileWidth });
  }
}

const checkpointKinds = {
  malformed: 'checkpoint_malformed',
  wrong_origin: 'checkpoint_of_another_log',
  unknown_key: 'checkpoint_unknown_key',
  bad_signature: 'checkpoint_forged',
} as const satisfies Record<BadCheckpoint['kind'], FindingKind>;

function readLeaf(body: Buffer): Leaf | null {
  try {
    return parseLeaf(body);
  } catch {
    return null;
  }
}

function idBeside({ beside }: LeafRow): string | null {
  return beside?.columns.id ?? null;
}
