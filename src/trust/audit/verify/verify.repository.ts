import type { Transaction } from '../../../platform/database';
import { tileWidth } from '../format/tiles';
import type { AddressTags } from '../personal-parts';
import type { StoredPart } from '../reading/personal-state';
import { leafColumns, type SearchColumns } from '../search-columns';
import type { CheckpointRow, LeafRow, LogSource } from './log-checker';

const rowsAtOnce = 2_000;
const isoFormat = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/** A personal part with the columns by which it is searched: tags of an address, and the time of its entry beside them. */
export interface SearchedPart extends StoredPart {
  readonly tags: AddressTags | null;
  readonly at: Date | null;
}

/** The tables of the log as a stream, inside one transaction. Every row is taken as it stands: nothing here trusts it. */
export class StoredLog implements LogSource {
  constructor(private readonly tx: Transaction) {}

  async findHead(): Promise<{ size: number; range: Buffer } | null> {
    const [row] = await this.tx.query<{ size: string; range: Buffer }>('SELECT size, range FROM audit.head');
    return row === undefined ? null : { size: Number(row.size), range: row.range };
  }

  async findNewestCheckpointSize(): Promise<number> {
    const [row] = await this.tx.query<{ size: string }>('SELECT coalesce(max(size), 0) AS size FROM audit.checkpoint');
    return Number(row?.size ?? 0);
  }

  /** The snapshot of this transaction, for other connections to look at the same log. */
  async exportSnapshot(): Promise<string> {
    const [row] = await this.tx.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
    if (row === undefined) throw new Error('the database gave no snapshot');
    return row.name;
  }

  /** The rows from one number up to before another, in order. */
  async *leaves(from: number, to: number): AsyncGenerator<LeafRow[]> {
    const columns = leafColumns.map(({ column, type }) => (type === 'timestamptz' ? isoColumn(column) : column));
    await this.tx.query(
      `DECLARE leaves NO SCROLL CURSOR FOR SELECT n, hash, body, ${columns.join(', ')} FROM audit.leaf
        WHERE n >= $1 AND n < $2 ORDER BY n`,
      [from, to],
    );
    for (;;) {
      const rows = await this.tx.query<RawLeaf>(`FETCH ${rowsAtOnce} FROM leaves`);
      if (rows.length === 0) break;
      yield rows.map(readLeafRow);
    }
    await this.tx.query('CLOSE leaves');
  }

  /** Personal parts by number of their leaf, from the first to the last one. */
  async partsOf(first: number, last: number): Promise<ReadonlyMap<number, SearchedPart[]>> {
    const rows = await this.tx.query<RawPart>(
      `SELECT n, part, key_id AS "keyId", sealed, erased_by AS "erasedBy", ended_at AS "endedAt",
              address_tag AS address, network_tag AS network, at
         FROM audit.private WHERE n BETWEEN $1 AND $2 ORDER BY n`,
      [first, last],
    );
    const found = new Map<number, SearchedPart[]>();
    for (const part of rows.map(readPartRow)) found.set(part.n, [...(found.get(part.n) ?? []), part]);
    return found;
  }

  /** Personal parts that are searched at another time than their entry's. Where the two columns differ, the leaf itself says which is right. */
  async listMistimedParts(): Promise<number[]> {
    const written = `convert_to('"t":"' || to_char(p.at AT TIME ZONE 'UTC', '${isoFormat}') || '"', 'UTF8')`;
    const rows = await this.tx.query<{ n: string }>(
      `SELECT p.n FROM audit.private p JOIN audit.leaf l USING (n)
        WHERE p.at <> l.at AND position(${written} IN l.body) = 0 ORDER BY p.n LIMIT 1000`,
    );
    return rows.map(({ n }) => Number(n));
  }

  async checkpoints(): Promise<CheckpointStream> {
    await this.tx.query(
      'DECLARE checkpoints NO SCROLL CURSOR FOR SELECT size, root, note FROM audit.checkpoint ORDER BY size',
    );
    return new CheckpointStream(this.tx);
  }

  async tile(index: number, level = 0): Promise<StoredTile | null> {
    const [row] = await this.tx.query<StoredTile>(
      'SELECT hashes, root FROM audit.tile WHERE level = $1 AND index = $2',
      [level, index],
    );
    return row ?? null;
  }

  /** The roots kept with the 256 tiles under one tile, one after another. */
  async rootsUnder(level: number, index: number): Promise<Buffer> {
    const rows = await this.tx.query<{ root: Buffer }>(
      'SELECT root FROM audit.tile WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index',
      [level - 1, index * tileWidth, (index + 1) * tileWidth],
    );
    return Buffer.concat(rows.map(({ root }) => root));
  }

  /** Events that stand under two numbers: somebody put one in again. The ids are counted in their index alone. */
  async listRepeatedIds(): Promise<{ id: string; n: number }[]> {
    const rows = await this.tx.query<{ id: string; n: string }>(
      `SELECT id, max(n) AS n FROM audit.leaf
        WHERE id IN (SELECT id FROM audit.leaf GROUP BY id HAVING count(*) > 1) GROUP BY id ORDER BY n LIMIT 1000`,
    );
    return rows.map(({ id, n }) => ({ id, n: Number(n) }));
  }

  async listStrayParts(size: number): Promise<number[]> {
    const rows = await this.tx.query<{ n: string }>(
      `SELECT n FROM audit.private
        WHERE n >= $1 OR n < 0 OR n < (SELECT coalesce(min(n), 0) FROM audit.leaf WHERE n >= 0) LIMIT 1000`,
      [size],
    );
    return rows.map(({ n }) => Number(n));
  }
}

/** Checkpoints one after another, fetched in batches. */
export class CheckpointStream {
  #batch: CheckpointRow[] = [];
  #at = 0;
  #ended = false;

  constructor(private readonly tx: Transaction) {}

  async peek(): Promise<CheckpointRow | null> {
    if (this.#at >= this.#batch.length && !this.#ended) await this.fetch();
    return this.#batch[this.#at] ?? null;
  }

  async next(): Promise<CheckpointRow | null> {
    this.#at += 1;
    return this.peek();
  }

  private async fetch(): Promise<void> {
    const rows = await this.tx.query<{ size: string; root: Buffer; note: string }>(
      `FETCH ${rowsAtOnce} FROM checkpoints`,
    );
    this.#batch = rows.map(({ size, root, note }) => ({ size: Number(size), root, note }));
    this.#at = 0;
    this.#ended = rows.length === 0;
  }
}

export interface StoredTile {
  readonly hashes: Buffer;
  readonly root: Buffer;
}

interface RawPart extends Omit<SearchedPart, 'n' | 'erasedBy' | 'tags'> {
  readonly n: string;
  readonly erasedBy: string | null;
  readonly address: Buffer | null;
  readonly network: Buffer | null;
}

type RawLeaf = { n: string; hash: Buffer; body: Buffer } & Record<string, string | null>;

function isoColumn(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', '${isoFormat}') AS ${column}`;
}

function readLeafRow(row: RawLeaf): LeafRow {
  const columns = Object.fromEntries(leafColumns.map(({ name, column }) => [name, row[column] ?? null]));
  const beside = { hash: row.hash, columns: columns as unknown as SearchColumns };
  return { n: Number(row.n), body: row.body, beside };
}

function readPartRow({ n, erasedBy, address, network, ...part }: RawPart): SearchedPart {
  const none = Buffer.alloc(0);
  const tags = address === null && network === null ? null : { address: address ?? none, network: network ?? none };
  return { ...part, n: Number(n), erasedBy: erasedBy === null ? null : Number(erasedBy), tags };
}
