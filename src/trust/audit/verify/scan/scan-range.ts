import { Client } from 'pg';
import { tileWidth } from '../../format/tiles';
import { perfectRoot } from '../../format/tree';
import { BlockChecker, type CommittedParts, copiedColumns } from './block-checker';
import { copyOut, int64 } from './copy-out';
import type { NamedLeaves } from './leaf-scanner';
import { type PartCounts, PartRows } from './part-rows';

/** Which log is scanned, and how: plain data, as it goes to a thread. */
export interface ScanPlan {
  readonly url: string;
  /** The snapshot that all connections of a verification share. */
  readonly snapshot: string;
  readonly origins: readonly NamedLeaves[];
  /** `count` holds the parts' rows against the leaves; `list` hands the commitments out to be opened. */
  readonly parts: 'count' | 'list';
}

/** A stretch of leaf numbers, beginning at a multiple of 256. */
export interface ScanRange {
  readonly from: number;
  readonly to: number;
}

export interface ScannedBlock {
  readonly from: number;
  readonly to: number;
  /** Null where the block has to be read again row by row. */
  readonly sound: SoundBlock | null;
}

export interface SoundBlock {
  /** Leaf hashes, one after another. */
  readonly hashes: Uint8Array;
  /** Over the hashes; null where there are fewer than 256. */
  readonly root: Uint8Array | null;
  /** Times of sealing in milliseconds. */
  readonly sealed: { readonly first: number; readonly last: number };
  readonly counts: PartCounts;
  readonly parts: readonly CommittedParts[];
}

/** A connection of its own into the snapshot of a verification. */
export class RangeScanner {
  readonly #checker: BlockChecker;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    private readonly plan: ScanPlan,
  ) {
    this.#checker = new BlockChecker(plan.origins, plan.parts === 'list');
  }

  static async open(plan: ScanPlan): Promise<RangeScanner> {
    const client = new Client({ connectionString: plan.url, application_name: 'strongroom verify' });
    // A lost connection also fails the query that runs on it.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET TRANSACTION SNAPSHOT '${plan.snapshot.replaceAll("'", "''")}'`);
    return new RangeScanner(client, plan);
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  /** The blocks of a range. One at a time: a second question waits for the first. */
  scan(range: ScanRange): Promise<ScannedBlock[]> {
    const answer = this.#turn.then(() => this.#scan(range));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #scan(range: ScanRange): Promise<ScannedBlock[]> {
    const tiles = await this.#tiles(range);
    const partRows = await this.#partRows(range);
    const blocks: ScannedBlock[] = [];
    let from = range.from;
    this.#checker.begin(from);
    const finish = () => {
      const to = Math.min(from + tileWidth, range.to);
      blocks.push({ from, to, sound: this.#verdict(from, to, tiles, partRows) });
      from = to;
      this.#checker.begin(from);
    };
    await copyOut(this.client, leavesOf(range), copiedColumns.length, (row) => {
      const n = int64(row.view, row.fields[0] ?? 0);
      while (n >= from + tileWidth) finish();
      this.#checker.add(row);
    });
    while (from < range.to) finish();
    return blocks;
  }

  #verdict(from: number, to: number, tiles: Tiles, partRows: PartRows | null): SoundBlock | null {
    const checker = this.#checker;
    if (!checker.isSound(to - from)) return null;
    const hashes = checker.hashes();
    const root = to - from === tileWidth ? perfectRoot(hashes) : null;
    const tile = tiles.get(from / tileWidth);
    if (root !== null && !(tile?.hashes.equals(hashes) === true && tile.root.equals(root))) return null;
    const counts = partRows === null ? noParts : partRows.countsOf(from, to, checker.commits);
    if (counts === null) return null;
    return { hashes: Uint8Array.from(hashes), root, sealed: checker.sealed, counts, parts: checker.parts };
  }

  async #tiles({ from, to }: ScanRange): Promise<Tiles> {
    const { rows } = await this.client.query<{ index: string; hashes: Buffer; root: Buffer }>(
      'SELECT index, hashes, root FROM audit.tile WHERE level = 0 AND index >= $1 AND index < $2',
      [from / tileWidth, Math.ceil(to / tileWidth)],
    );
    return new Map(rows.map(({ index, hashes, root }) => [Number(index), { hashes, root }]));
  }

  async #partRows(range: ScanRange): Promise<PartRows | null> {
    if (this.plan.parts === 'list') return null;
    const rows = new PartRows(range.from, range.to);
    const { from, to } = range;
    const query = `SELECT n, part, erased_by, ended_at IS NOT NULL, sealed IS NOT NULL FROM audit.private
      WHERE n >= ${from} AND n < ${to}`;
    await copyOut(this.client, query, 5, (row) => rows.add(row));
    return rows;
  }
}

const noParts: PartCounts = { erased: 0, ended: 0, notChecked: 0 };

type Tiles = ReadonlyMap<number, { hashes: Buffer; root: Buffer }>;

/** Numbers alone stand in the text: COPY takes no parameters. */
function leavesOf({ from, to }: ScanRange): string {
  return `SELECT ${copiedColumns.join(', ')} FROM audit.leaf WHERE n >= ${from} AND n < ${to} ORDER BY n`;
}
