import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** A table and those of its columns that hold what was written, in their order. */
export interface CopiedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface SequenceValue {
  readonly schema: string;
  readonly name: string;
  readonly value: string;
}

/** What a copy of a database holds beside its rows. `blocks` are the log's partitions, by their numbers. */
export interface Layout {
  readonly tables: readonly CopiedTable[];
  readonly sequences: readonly SequenceValue[];
  readonly blocks: readonly number[];
}

/** A connection that may read some schemas: each role sees its own, an administrator all. */
export interface Reader {
  readonly url: string;
  /** SQL over `n.nspname`. */
  readonly schemas?: string;
}

const tableSql = (schemas: string): string => `
  SELECT n.nspname::text AS schema, c.relname::text AS name,
         (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%' AND (${schemas})
     AND n.nspname NOT IN ('information_schema', 'migrations') AND (n.nspname, c.relname) <> ('audit', 'migration')
   ORDER BY 1, 2`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const nameOf = ({ schema, name }: Pick<CopiedTable, 'schema' | 'name'>): string => `${quoted(schema)}.${quoted(name)}`;
const columnsOf = ({ columns }: CopiedTable): string => columns.map(quoted).join(', ');

/** One state of one database, read through as many roles as it takes, for as long as it is open. */
export class Snapshot {
  private constructor(
    private readonly clients: readonly Client[],
    private readonly owners: ReadonlyMap<CopiedTable, Client>,
    readonly layout: Layout,
  ) {}

  static async open(readers: readonly Reader[]): Promise<Snapshot> {
    const clients: Client[] = [];
    const owners = new Map<CopiedTable, Client>();
    const layout = { tables: [], sequences: [], blocks: [] } as {
      -readonly [K in keyof Layout]: Layout[K][number][];
    };
    try {
      let exported: string | null = null;
      for (const { url, schemas = 'true' } of readers) {
        const client = await begin(url, exported);
        clients.push(client);
        exported ??= (await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id')).rows[0]?.id ?? null;
        for (const table of (await client.query<CopiedTable>(tableSql(schemas))).rows) {
          owners.set(table, client);
          layout.tables.push(table);
        }
        layout.sequences.push(...(await sequences(client, schemas)));
        if (layout.tables.some(({ schema }) => schema === 'audit') && layout.blocks.length === 0)
          layout.blocks.push(...(await blocks(client)));
      }
      return new Snapshot(clients, owners, layout);
    } catch (error) {
      await Promise.allSettled(clients.map((client) => client.end()));
      throw error;
    }
  }

  /** The rows of a table in PostgreSQL's binary format. */
  rows(table: CopiedTable): AsyncIterable<Buffer> {
    const client = this.owners.get(table);
    if (client === undefined) throw new TypeError('This table is not of this snapshot.');
    return client.query(copyTo(`COPY (SELECT ${columnsOf(table)} FROM ${nameOf(table)}) TO STDOUT (FORMAT binary)`));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.end()));
  }
}

/** The database was made by other migrations, or has rows already. */
export class LoadRefused extends Error {
  constructor(readonly reason: 'other_version' | 'not_empty') {
    super(
      reason === 'not_empty'
        ? 'The database to restore into is not empty. Nothing was changed.'
        : 'The backup was made by another version of this program. Restore it with that one. Nothing was changed.',
    );
    this.name = 'LoadRefused';
  }
}

/**
 * Loads a copy into an empty, migrated database, as its administrator, in one transaction: all of it is there afterwards, or
 * nothing. Triggers and foreign keys rest meanwhile: the rows were checked by them when they were written. `mark` is written with it.
 */
export async function loadCopy(
  url: string,
  { layout, isEmpty, mark }: { readonly layout: Layout; readonly isEmpty: string; readonly mark: string },
  tables: AsyncIterable<{ readonly table: CopiedTable; readonly rows: AsyncIterable<Buffer> }>,
): Promise<void> {
  const client = await connected(url);
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    const own = (await client.query<CopiedTable>(tableSql('true'))).rows;
    if (!isSame(own, layout.tables)) throw new LoadRefused('other_version');
    await client.query(`LOCK TABLE ${own.map(nameOf).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    if ((await client.query<{ empty: boolean }>(`SELECT (${isEmpty}) AS empty`)).rows[0]?.empty !== true)
      throw new LoadRefused('not_empty');
    await client.query(`TRUNCATE ${own.map(nameOf).join(', ')}`);
    if (layout.blocks.length > 0) await openBlocks(client, layout.blocks);
    for await (const { table, rows } of tables)
      await pipeline(
        rows,
        client.query(copyFrom(`COPY ${nameOf(table)} (${columnsOf(table)}) FROM STDIN (FORMAT binary)`)),
      );
    for (const { value, ...sequence } of layout.sequences)
      await client.query('SELECT setval($1::regclass, $2)', [nameOf(sequence), value]);
    await client.query(mark);
    await client.query('COMMIT');
  } finally {
    // What was not committed goes with the connection.
    await client.end().catch(() => undefined);
  }
}

async function openBlocks(client: Client, numbers: readonly number[]): Promise<void> {
  await client.query('SET LOCAL ROLE strongroom_audit');
  for (const block of numbers) await client.query('SELECT audit.open_block($1)', [block]);
  await client.query('RESET ROLE');
}

/** Tables in one order, whoever read them. */
function isSame(own: readonly CopiedTable[], copied: readonly CopiedTable[]): boolean {
  const texts = (tables: readonly CopiedTable[]): string =>
    tables
      .map((table) => `${nameOf(table)} (${columnsOf(table)})`)
      .sort()
      .join('\n');
  return texts(own) === texts(copied);
}

async function begin(url: string, snapshot: string | null): Promise<Client> {
  const client = await connected(url);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  if (snapshot !== null) await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(snapshot)}`);
  return client;
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'strongroom backup' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function sequences(client: Client, schemas: string): Promise<SequenceValue[]> {
  const { rows } = await client.query<SequenceValue>(
    `SELECT n.nspname::text AS schema, s.sequencename::text AS name, s.last_value::text AS value
       FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname
      WHERE s.last_value IS NOT NULL AND n.nspname <> 'migrations' AND s.sequencename <> 'migration_id_seq' AND (${schemas})`,
  );
  return rows;
}

async function blocks(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ block: number }>(
    `SELECT substring(c.relname FROM 6)::int AS block FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'audit.leaf'::regclass ORDER BY 1`,
  );
  return rows.map(({ block }) => block);
}
