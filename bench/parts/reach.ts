import { join } from 'node:path';
import { Client } from 'pg';
import { type Id, newId, systemContext } from '../../src/kernel';
import type { ReachQuery } from '../../src/casework/breaches/reach/reach';
import { ReachRepository } from '../../src/casework/breaches/reach/reach.repository';
import { VaultDatabase } from '../../src/platform/database';
import type { BenchOptions } from '../options';
import type { Row, Section } from '../report';
import { openSearchLog } from '../search-log';
import type { World } from '../world';

const context = systemContext('bench');
const year = { from: '2025-11-25T00:00:00Z', to: '2026-11-25T00:00:00Z' };
const month = { from: '2026-10-25T00:00:00Z', to: '2026-11-25T00:00:00Z' };
const opened = `type IN ('view.opened', 'media.read.open', 'media.shown') AND decision = 'allow' AND media IS NOT NULL`;

/** What a breach reached, searched in a log of a year beside the items that it speaks of. */
export async function measureReach(world: World, options: BenchOptions): Promise<Section> {
  const rows = options.rows ?? (options.quick ? 100_000 : 1_000_000);
  const log = await openSearchLog(options.log ?? join(world.folder, 'reach'), rows);
  const database = new VaultDatabase({ url: log.url('strongroom_app'), entities: [], poolSize: 2, name: 'bench' });
  try {
    const { breach, items, actor } = await fill(log.url('strongroom_owner'), log.url('strongroom_audit'));
    await database.connect();
    const search = (query: Pick<ReachQuery, 'from' | 'to'> & { readonly actor?: Id; readonly keyOut?: boolean }) =>
      measure(database, breach, query);
    await search({ ...month, actor });
    const figures: Row[] = [
      { what: 'an actor, a year', figure: await search({ ...year, actor }) },
      { what: 'an actor, a month', figure: await search({ ...month, actor }) },
      { what: 'everybody, a month', figure: await search(month) },
      { what: 'everybody, a year', figure: await search(year) },
      { what: 'the key of an epoch is out, a year', figure: await search({ ...year, keyOut: true }) },
      { what: 'memory of the process', figure: `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB` },
    ];
    const counted = [rows, items].map((some) => some.toLocaleString('en-US'));
    const said = `${counted[0]} entries of a year, ${counted[1]} items. From the search to its counted list of items, in the database alone.`;
    return { title: 'The reach of a breach', said, rows: figures };
  } finally {
    await database.close();
    await log.stop();
  }
}

async function measure(
  database: VaultDatabase,
  breach: Id,
  { from, to, actor = null, keyOut = false }: { from: string; to: string; actor?: Id | null; keyOut?: boolean },
): Promise<string> {
  const query: ReachQuery = { from, to, actor, subject: null, key: null };
  const exposure = keyOut ? { from: new Date(from), to: new Date(to) } : null;
  const started = performance.now();
  const counts = await database.transaction(context, (tx) =>
    new ReachRepository().make(
      tx,
      { id: newId(), breach, query, madeBy: context.actor.id },
      { family: null, exposure },
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const [readings, items] = [counts.readings, counts.items].map((some) => some.toLocaleString('en-US'));
  return `${seconds.toFixed(2)} s (${readings} readings, ${items} items)`;
}

/** An item for each that the log speaks of, a breach, and whoever opened about 10,000 times. */
async function fill(owner: string, audit: string): Promise<{ breach: Id; items: number; actor: Id }> {
  const [client, reader] = [owner, audit].map((connectionString) => new Client({ connectionString }));
  if (client === undefined || reader === undefined) throw new Error('No connection.');
  await Promise.all([client.connect(), reader.connect()]);
  try {
    const { rows } = await reader.query<{ media: Id }>(`SELECT DISTINCT media FROM audit.leaf WHERE media IS NOT NULL`);
    await addItems(
      client,
      rows.map(({ media }) => media),
    );
    const breach = newId();
    await client.query(
      `INSERT INTO breaches.breach (id, capacity, kinds, jurisdictions, sector_laws, aware_at, recorded_by, file)
       VALUES ($1, 'controller', '{confidentiality}', '{DE}', '{}', now(), $1, '\\x00')`,
      [breach],
    );
    const actors = await reader.query<{ actor: Id }>(
      `SELECT actor FROM audit.leaf WHERE ${opened} GROUP BY actor ORDER BY abs(count(*) - 10000) LIMIT 1`,
    );
    return { breach, items: rows.length, actor: actors.rows[0]?.actor ?? newId() };
  } finally {
    await Promise.all([client.end(), reader.end()]);
  }
}

const people = 100_000;

async function addItems(client: Client, media: readonly Id[]): Promise<void> {
  const ticket = newId();
  const id = (kind: number, n: string): string => `md5('${kind}' || ${n})::uuid`;
  await client.query(`INSERT INTO records.subject (id, provisional, created_by)
    SELECT ${id(1, 'n')}, false, ${id(9, '0')} FROM generate_series(0, ${people - 1}) n ON CONFLICT DO NOTHING`);
  await client.query(
    `INSERT INTO records.ticket (id, system, external_id, status, purpose) VALUES ($1, 'own', 'T-1', 'open', 'kyc_review')`,
    [ticket],
  );
  await client.query(
    `INSERT INTO records.media (id, state, class, kyc, purpose, jurisdiction, legal_basis, subject_id, ticket_id, channel, received_by,
        received_at, released_at, quarantine_reasons, content_type, length, object_id, object_key, etag, object_size,
        object_sha256, data_key_id, content_sha256)
     SELECT listed.id, 'available', 'passport', true, 'kyc_review', ('{DE,FR,GB,IN}'::text[])[1 + n % 4], 'contract',
        ${id(1, `(n % ${people})`)}, $2, 'rest', ${id(9, '0')}, now() - interval '1 year', now() - interval '1 year', '{}', 'image/jpeg',
        100, ${id(4, 'n')}, 'o/' || n, 'e', 200, repeat('ab', 32), ${id(5, 'n')}, '\\x00'
       FROM unnest($1::uuid[]) WITH ORDINALITY AS listed (id, n) ON CONFLICT DO NOTHING`,
    [media, ticket],
  );
  await client.query('ANALYZE records.media');
}
