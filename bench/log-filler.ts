import { type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { Client, type Connection, type Submittable } from 'pg';

type Canonical = typeof import('../src/trust/audit/format/canonical');
type AuditTiles = typeof import('../src/trust/audit/format/tiles');
type AuditTree = typeof import('../src/trust/audit/format/tree');
type AuditNote = typeof import('../src/trust/audit/format/note');
type SearchColumns = typeof import('../src/trust/audit/search-columns');

/** The product's own format code, wherever it was loaded from. */
export interface LogFormat {
  readonly canonical: Canonical;
  readonly tiles: AuditTiles;
  readonly tree: AuditTree;
  readonly note: AuditNote;
  readonly columns: SearchColumns;
}

const origin = 'bench.example/log';
const startMs = Date.parse('2026-01-01T00:00:00.000Z');
const blockLength = 2 ** 20;
const chunkBytes = 1 << 20;

/**
 * Fills an empty log with a valid one of any size: leaves, tiles, checkpoints of 256 to 511 leaves and the head, by binary
 * COPY. Indexes that reading by number does not need are dropped first; a million leaves take about ten seconds.
 */
export async function fillLog(
  url: string,
  rows: number,
  key: KeyObject,
  format: LogFormat,
  parts = false,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const indexes = ['at', 'actor', 'type', 'subject', 'media', 'ticket', 'codes'].map((name) => `audit.leaf_${name}`);
  await client.query(`DROP INDEX IF EXISTS ${indexes.join(', ')}`);
  for (let block = 0; block <= rows / blockLength; block += 1)
    await client.query('SELECT audit.open_block($1)', [block]);
  await client.query('BEGIN');
  const log = new GrowingLog(rows, key, format, parts);
  await new CopyIn(client, `audit.leaf (${log.leafColumns.join(', ')})`).run(() => log.nextLeaf());
  if (parts) await new CopyIn(client, 'audit.private (n, part, key_id, sealed)').run(() => log.nextPart());
  await new CopyIn(client, 'audit.tile (level, index, hashes, root)').run(() => log.nextTile());
  await new CopyIn(client, 'audit.checkpoint (size, signed_at, root, note)').run(() => log.nextCheckpoint());
  await client.query('UPDATE audit.head SET size = $1, range = $2, sealed_at = $3', [rows, log.range, log.lastSealed]);
  await client.query('COMMIT');
  await client.query('VACUUM ANALYZE audit.leaf');
  await client.end();
}

/** A column of a binary COPY. */
type Value = Buffer | null;

class GrowingLog {
  readonly leafColumns: string[];
  readonly #range;
  readonly #tiles: Value[][] = [];
  readonly #checkpoints: Value[][] = [];
  readonly #builder;
  readonly #event: string[];
  #n = 0;
  #part = 0;
  #nextCheckpoint = 256;

  constructor(
    private readonly rows: number,
    private readonly key: KeyObject,
    private readonly format: LogFormat,
    private readonly parts: boolean,
  ) {
    this.#range = format.tree.CompactRange.empty();
    this.#builder = new format.tiles.TileBuilder();
    this.leafColumns = ['n', 'hash', 'body', ...format.columns.leafColumns.map(({ column }) => column)];
    this.#event = format.canonical
      .canonicalJson(eventWith('{id}', '{actor}', '{media}', parts))
      .split(/(\{id\}|\{actor\}|\{media\})/);
  }

  get range(): Buffer {
    return this.#range.hashes();
  }

  get lastSealed(): Date {
    return new Date(sealedMs(this.rows - 1));
  }

  nextLeaf(): Value[] | null {
    const n = this.#n;
    if (n === this.rows) return null;
    const ids: Readonly<Record<string, string>> = {
      '{id}': uuid(1, n),
      '{actor}': uuid(2, n % 500),
      '{media}': uuid(3, n % 100_000),
    };
    const sealed = new Date(sealedMs(n)).toISOString();
    const event = this.#event
      .map((piece) => ids[piece] ?? piece)
      .join('')
      .replaceAll('{t}', sealed);
    const body = Buffer.from(`{"e":${event},"log":"${origin}","n":${n},"sealed":"${sealed}","v":1}`);
    const hash = this.format.tree.leafHash(body);
    this.#range.append(hash);
    for (const tile of this.#builder.add(hash)) {
      const root = this.format.tree.perfectRoot(tile.hashes);
      this.#tiles.push([int(2, Number(tile.level)), int(8, tile.index), tile.hashes, root]);
    }
    this.#n += 1;
    if (this.#n === this.#nextCheckpoint || this.#n === this.rows) this.#sign();
    return [int(8, n), hash, body, ...this.#searchColumns(n, ids, sealed)];
  }

  nextPart(): Value[] | null {
    if (this.#part === this.rows) return null;
    this.#part += 1;
    return [int(8, this.#part - 1), Buffer.from('actor'), bytesOf(uuid(4, 1)), Buffer.alloc(160)];
  }

  nextTile(): Value[] | null {
    return this.#tiles.shift() ?? null;
  }

  nextCheckpoint(): Value[] | null {
    return this.#checkpoints.shift() ?? null;
  }

  #sign(): void {
    const root = this.#range.root();
    const note = this.format.note.signCheckpoint({ origin, size: this.#n, root }, this.key);
    this.#checkpoints.push([int(8, this.#n), instant(sealedMs(this.#n - 1)), root, Buffer.from(note)]);
    this.#nextCheckpoint = this.#n + 256 + ((this.#n * 37) % 256);
  }

  #searchColumns(n: number, ids: Readonly<Record<string, string>>, sealed: string): Value[] {
    const event = eventWith(ids['{id}'] ?? '', ids['{actor}'] ?? '', ids['{media}'] ?? '', this.parts);
    const found = this.format.columns.searchColumns({ sealed, e: { ...event, t: sealed } });
    return this.format.columns.leafColumns.map(({ name, type }) => {
      const value = found[name];
      if (value === null) return null;
      if (type === 'uuid') return bytesOf(value);
      return type === 'timestamptz' ? instant(sealedMs(n)) : Buffer.from(value);
    });
  }
}

function eventWith(id: string, actor: string, media: string, parts: boolean) {
  return {
    id,
    t: '{t}',
    type: 'media.read.open',
    actor: { kind: 'user' as const, id: actor, role: 'kyc_agent', sess: uuid(5, 1), amr: ['pwd', 'otp'] },
    subj: uuid(6, 7),
    obj: { media, object: uuid(7, 7), class: 'passport', part: 'original', sha256: 'ab'.repeat(32) },
    ticket: { sys: 'zendesk', id: '35436' },
    purpose: 'identity_check',
    grant: uuid(8, 3),
    decision: 'allow' as const,
    reason: null,
    policy: `sha256:${'cd'.repeat(32)}`,
    range: 'all',
    bytes: null,
    pa: parts ? `${'A'.repeat(43)}=` : null,
    ps: null,
  };
}

function sealedMs(n: number): number {
  return startMs + Math.floor(n / 256) * 50;
}

/** Different for each kind and number, and cheap to make. */
function uuid(kind: number, number: number): string {
  return `${number.toString(16).padStart(8, '0')}-${kind.toString(16).padStart(4, '0')}-4000-8000-000000000000`;
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function int(length: 2 | 8, value: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (length === 2) bytes.writeInt16BE(value);
  else bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** PostgreSQL counts microseconds from the year 2000. */
function instant(ms: number): Buffer {
  return int(8, (ms - Date.parse('2000-01-01T00:00:00Z')) * 1000);
}

/** `COPY … FROM STDIN (FORMAT binary)`, fed as fast as the server takes it. */
class CopyIn implements Submittable {
  #ready: (connection: Connection) => void = () => undefined;
  #done: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    private readonly client: Client,
    private readonly target: string,
  ) {}

  async run(next: () => Value[] | null): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#done = resolve;
      this.#fail = reject;
    });
    const ready = new Promise<Connection>((resolve) => (this.#ready = resolve));
    this.client.query(this);
    const connection = await Promise.race([ready, done.then(() => Promise.reject(new Error('no COPY')))]);
    let chunk: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')];
    let length = 0;
    const send = async () => {
      const { stream } = connection as Connection & { stream: NodeJS.WritableStream & { writableNeedDrain: boolean } };
      (connection as Connection & { sendCopyFromChunk(bytes: Buffer): void }).sendCopyFromChunk(Buffer.concat(chunk));
      [chunk, length] = [[], 0];
      if (stream.writableNeedDrain) await once(stream, 'drain');
    };
    for (let row = next(); row !== null; row = next()) {
      const bytes = encode(row);
      length += chunk.push(bytes) && bytes.length;
      if (length > chunkBytes) await send();
    }
    chunk.push(Buffer.from([0xff, 0xff]));
    await send();
    (connection as Connection & { endCopyFrom(): void }).endCopyFrom();
    await done;
  }

  submit(connection: Connection): void {
    connection.query(`COPY ${this.target} FROM STDIN (FORMAT binary)`);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#ready(connection);
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows.
  }

  handleReadyForQuery(): void {
    this.#done();
  }

  handleError(error: unknown): void {
    this.#fail(error);
  }
}

function encode(row: readonly Value[]): Buffer {
  const bytes = Buffer.allocUnsafe(2 + row.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 0));
  let at = bytes.writeInt16BE(row.length, 0);
  for (const value of row) {
    at = bytes.writeInt32BE(value?.length ?? -1, at);
    if (value !== null) at += value.copy(bytes, at);
  }
  return bytes;
}
