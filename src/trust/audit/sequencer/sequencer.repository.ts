import { Client, type ClientConfig } from 'pg';
import type { AuditDatabase } from '../../../platform/database';
import type { Batch, BuiltLeaf, Head, QueuedEvent } from './batch';
import { tileWidth } from '../format/tiles';
import { rootOf } from '../format/tree';
import { leafColumns, searchColumns } from '../search-columns';

const sequencerLock = [0x53524c47, 1] as const; // "SRLG"
/** Held while the leader sleeps: the queue's trigger sends NOTIFY only then (migrations/audit/0001). */
const sleepLock = '1397902407, 2';
const blockLength = 2 ** 20;

interface QueuedRow extends QueuedEvent {
  readonly actorPart: Buffer | null;
  readonly actorKey: string | null;
  readonly addressTag: Buffer | null;
  readonly networkTag: Buffer | null;
  readonly subjectPart: Buffer | null;
  readonly subjectKey: string | null;
  readonly subjectOwner: string | null;
}

/** A key of the log with the sizes that it signed. */
export interface LogKeyRow {
  readonly firstSize: number;
  readonly lastSize: number | null;
  readonly publicKey: Buffer;
  /** The note by which the key before handed over. */
  readonly handOver: string | null;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/**
 * The sequencer's one connection. The advisory lock, the fence and the batch all live on it: if it is lost, so are they,
 * together. The server ends a leader's session that says nothing for three seconds, so that a hung process cannot hold
 * the lock either.
 */
export class SequencerSession {
  #lost = false;

  private constructor(private readonly client: Client) {}

  static async open(database: AuditDatabase, wake: () => void): Promise<SequencerSession> {
    const config: ClientConfig & { pipeline: boolean } = {
      connectionString: database.url,
      application_name: 'strongroom sequencer',
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
      pipeline: true,
    };
    const client = new Client(config);
    const session = new SequencerSession(client);
    const lose = () => {
      session.#lost = true;
      wake();
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', wake);
    await client.connect();
    return session;
  }

  get lost(): boolean {
    return this.#lost;
  }

  async tryLead(): Promise<boolean> {
    const { rows } = await this.client.query<{ led: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS led', [
      ...sequencerLock,
    ]);
    if (rows[0]?.led !== true) return false;
    await this.client.query(`SET idle_session_timeout = '3s'; SET idle_in_transaction_session_timeout = '3s';
      SET lock_timeout = '5s'; SET synchronous_commit = on; LISTEN audit_pending; ${prepareTake}`);
    return true;
  }

  async findNewestCheckpoint(): Promise<StoredCheckpoint | null> {
    const { rows } = await this.client.query<{ size: string; note: string }>(
      'SELECT size, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
    );
    const [row] = rows;
    return row === undefined ? null : { size: Number(row.size), note: row.note };
  }

  /** The key that signs now, where the key was ever changed. */
  async findPresentKey(): Promise<{ publicKey: Buffer; handOver: string | null } | null> {
    const { rows } = await this.client.query<{ publicKey: Buffer; handOver: string | null }>(
      'SELECT public_key AS "publicKey", hand_over AS "handOver" FROM audit.log_key WHERE last_size IS NULL',
    );
    return rows[0] ?? null;
  }

  /** Ends a key and begins the next, in the transaction of the batch that the first signs last. */
  async changeKey(ended: LogKeyRow, begun: LogKeyRow): Promise<void> {
    const insert = `INSERT INTO audit.log_key (first_size, last_size, public_key, hand_over) VALUES ($1, $2, $3, $4)
      ON CONFLICT (first_size) DO UPDATE SET last_size = excluded.last_size`;
    for (const { firstSize, lastSize, publicKey, handOver } of [ended, begun])
      await this.client.query(insert, [firstSize, lastSize, publicKey, handOver]);
  }

  async getHead(): Promise<Head> {
    const { rows } = await this.client.query<HeadRow>('SELECT size, range, sealed_at FROM audit.head');
    return readHead(rows[0]);
  }

  /**
   * Tries to lie down. Answers whether the leader may sleep until it is notified: not while something is queued, and not
   * while a transaction is open that has queued something without notifying, because it saw the leader awake.
   */
  async lieDown(): Promise<'asleep' | 'work' | 'writers'> {
    const results = (await this.client.query(`SELECT pg_try_advisory_lock(${sleepLock}) AS yes;
      SELECT EXISTS (SELECT FROM audit.pending) AS yes`)) as unknown as { rows: { yes: boolean }[] }[];
    const [alone, queued] = results.map(({ rows }) => rows[0]?.yes === true);
    if (alone === true && queued !== true) return 'asleep';
    if (alone === true) this.getUp();
    return queued === true ? 'work' : 'writers';
  }

  /** Sent ahead of whatever the leader does next. */
  getUp(): void {
    this.#ahead(`SELECT pg_advisory_unlock(${sleepLock})`);
  }

  /** Makes the block that the next leaf goes into and the one after it, where they are missing. Never inside a batch. */
  async openBlocks(size: number): Promise<void> {
    const block = Math.floor(size / blockLength);
    await this.client.query('SELECT audit.open_block($1), audit.open_block($2)', [block, block + 1]);
  }

  async openBlocksFor(before: number, after: number): Promise<void> {
    if (Math.floor(before / blockLength) !== Math.floor(after / blockLength)) await this.openBlocks(after);
  }

  /**
   * Begins a batch and takes what is queued: nobody else can append until it ends. The time is the database's, and never
   * goes back. One text, one trip: it ends with its first failure, so that nothing is taken outside the batch.
   */
  async begin(limit: number): Promise<{ head: Head; queue: QueuedRow[] }> {
    const results = (await this.client.query(`BEGIN;
      SELECT size, range, greatest(sealed_at, date_trunc('milliseconds', clock_timestamp())) AS sealed_at
        FROM audit.head FOR UPDATE;
      EXECUTE take_pending(${Math.trunc(limit)})`)) as unknown as [unknown, { rows: HeadRow[] }, { rows: QueuedRow[] }];
    return { head: readHead(results[1].rows[0]), queue: results[2].rows };
  }

  /** Writes leaves, personal parts, checkpoint, head and full tiles. Nothing of it counts before `commit` has answered. */
  async write(before: Head, { leaves, head, root, note }: Batch, queue: readonly QueuedRow[]): Promise<void> {
    const sealed = head.sealedAt.toISOString();
    const columns = leaves.map(({ event, ...leaf }) => ({ ...leaf, found: searchColumns({ sealed, e: event }) }));
    const parts = leaves.flatMap((leaf, i) => personalRows(leaf, queue[i]));
    const { rowCount } = await this.client.query({
      name: 'write batch',
      text: writeBatchSql,
      values: [
        ...[head.size, head.sealedAt, root, note, head.range, before.size],
        columns.map(({ n }) => n),
        columns.map(({ hash }) => hash),
        columns.map(({ body }) => body),
        ...leafColumns.map(({ name }) => columns.map(({ found }) => found[name])),
        ...partColumns.map((_column, i) => parts.map((part) => part[i])),
      ],
    });
    if (rowCount !== 1) throw new Error('the head moved under the fence');
    await this.insertTiles(before.size, head.size);
  }

  /**
   * Commits, and only then tells other processes. The news is no part of the batch: a transaction with a NOTIFY in it
   * would hold up every other that has one.
   */
  async commit(size: number): Promise<void> {
    const committed = this.client.query('COMMIT');
    this.#ahead(`SELECT pg_notify('audit_sealed', '${size}')`);
    await committed;
  }

  rollback(): void {
    this.#ahead('ROLLBACK');
  }

  /** Sends what nobody waits for. Where it fails, the connection goes, and with it the turn. */
  #ahead(statement: string): void {
    this.client.query(statement).catch(() => void this.close());
  }

  /** Ends the connection, also in the middle of a query: lock and unfinished batch go with it. */
  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  /** A level-0 tile is full every 256 leaves; each full tile's root is one hash of the level above. */
  private async insertTiles(before: number, after: number): Promise<void> {
    let [from, to] = [Math.floor(before / tileWidth), Math.floor(after / tileWidth)];
    for (let level = 0; to > from; level += 1) {
      for (let index = from; index < to; index += 1) await this.insertTile(level, index);
      [from, to] = [Math.floor(from / tileWidth), Math.floor(to / tileWidth)];
    }
  }

  private async insertTile(level: number, index: number): Promise<void> {
    const source =
      level === 0
        ? 'SELECT hash FROM audit.leaf WHERE n >= $1 AND n < $2 ORDER BY n'
        : 'SELECT root AS hash FROM audit.tile WHERE level = $3 AND index >= $1 AND index < $2 ORDER BY index';
    const bounds = [index * tileWidth, (index + 1) * tileWidth, ...(level === 0 ? [] : [level - 1])];
    const { rows } = await this.client.query<{ hash: Buffer }>(source, bounds);
    const hashes = rows.map(({ hash }) => hash);
    if (hashes.length !== tileWidth) throw new Error('a tile lacks hashes');
    await this.client.query('INSERT INTO audit.tile (level, index, hashes, root) VALUES ($1, $2, $3, $4)', [
      level,
      index,
      Buffer.concat(hashes),
      rootOf(hashes),
    ]);
  }
}

/** Planned once for as long as the connection lasts. */
const prepareTake = `PREPARE take_pending (int) AS
  WITH taken AS (
    DELETE FROM audit.pending WHERE id = ANY (ARRAY(SELECT id FROM audit.pending ORDER BY id LIMIT $1)) RETURNING *)
  SELECT id, event, EXISTS (SELECT FROM audit.leaf l WHERE l.id = taken.id) AS known,
         actor_part IS NOT NULL AS "hasActorPart", subject_part IS NOT NULL AS "hasSubjectPart",
         actor_part AS "actorPart", actor_key AS "actorKey", address_tag AS "addressTag",
         network_tag AS "networkTag", subject_part AS "subjectPart", subject_key AS "subjectKey",
         subject_owner AS "subjectOwner"
    FROM taken ORDER BY id`;

interface HeadRow {
  size: string;
  range: Buffer;
  sealed_at: Date | number;
}

function readHead(row: HeadRow | undefined): Head {
  if (row === undefined) throw new Error('the log has no head');
  // '-infinity' of a new log arrives as a number.
  const sealedAt = row.sealed_at instanceof Date ? row.sealed_at : new Date(0);
  return { size: Number(row.size), range: row.range, sealedAt };
}

const partColumns = ['n', 'part', 'key_id', 'owner', 'sealed', 'address_tag', 'network_tag', 'at'] as const;

/** One statement for the whole batch: each trip to the server is paid by everyone who waits. */
const writeBatchSql = (() => {
  const leafTypes = ['bigint', 'bytea', 'bytea', ...leafColumns.map(({ type }) => type)];
  const leafNames = ['n', 'hash', 'body', ...leafColumns.map(({ column }) => column)];
  const partTypes = ['bigint', 'text', 'uuid', 'uuid', 'bytea', 'bytea', 'bytea', 'timestamptz'];
  const arrays = (types: readonly string[], from: number) =>
    types.map((type, i) => `$${from + i}::${type}[]`).join(', ');
  return `WITH leaves AS (
      INSERT INTO audit.leaf (${leafNames.join(', ')}) SELECT * FROM unnest(${arrays(leafTypes, 7)})
    ), parts AS (
      INSERT INTO audit.private (${partColumns.join(', ')}) SELECT * FROM unnest(${arrays(partTypes, 7 + leafTypes.length)})
    ), signed AS (
      INSERT INTO audit.checkpoint (size, signed_at, root, note) VALUES ($1, $2, $3, $4)
    )
    UPDATE audit.head SET size = $1, range = $5, sealed_at = $2 WHERE size = $6`;
})();

function personalRows(leaf: BuiltLeaf, queued: QueuedRow | undefined): unknown[][] {
  if (queued === undefined || leaf.queuedId === null) return [];
  const { n, event } = leaf;
  const tags = [queued.addressTag, queued.networkTag, queued.addressTag === null ? null : event.t];
  const actor = [n, 'actor', queued.actorKey, null, queued.actorPart, ...tags];
  const subject = [n, 'subject', queued.subjectKey, queued.subjectOwner, queued.subjectPart, null, null, null];
  return [...(queued.actorPart === null ? [] : [actor]), ...(queued.subjectPart === null ? [] : [subject])];
}
