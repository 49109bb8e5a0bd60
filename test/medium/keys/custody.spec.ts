import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { keystoreMigrations } from '../../../migrations/keystore';
import { newId, systemClock } from '../../../src/kernel';
import { migrateDown, migrateUp } from '../../../src/platform/database';
import { Installation } from '../../../src/platform/settings';
import { createKeyfile, KeyfileRefused } from '../../../src/trust/keys';
import { KeyfileProvider } from '../../../src/trust/keys/custody/keyfile';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, newInstallation, removeInstallation } from './keys-at-work';

const rowsOf = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  let rows: Record<string, unknown>[] = [];
  await asSuperuser(url, async (client: Client) => {
    rows = (await client.query<Record<string, unknown>>(sql)).rows;
  });
  return rows;
};

/** Every value of every table, as text and as hex: what a dump of the database would show. */
async function dump(url: string): Promise<string> {
  const tables = await rowsOf(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const contents = await Promise.all(
    tables.map(({ name }) => rowsOf(url, `SELECT t::text AS row FROM ${String(name)} AS t`)),
  );
  return JSON.stringify(contents);
}

describe('the custody of keys', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let dataKey: Buffer;

  beforeAll(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases);
    const [subjectId, objectId] = [newId(), newId()];
    await work.keys.createSubjectKey(subjectId);
    const { key } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    dataKey = key.export();
  });

  afterAll(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  it('begins with an epoch that is in the log', () => {
    expect(work.records).toMatchObject([{ type: 'keys.created', reason: 'epoch_key', decision: 'allow' }]);
  });

  it('opens nothing with the keystore alone', async () => {
    const stranger = await newInstallation();
    const thief = await keysAtWork(databases, {
      installation: work.installation,
      provider: new KeyfileProvider(stranger.paths.keyfile, systemClock),
    }).catch((error: unknown) => error);
    expect(thief).toBeInstanceOf(KeyfileRefused);
    removeInstallation(stranger);
  });

  it('shows no key in a dump of either database', async () => {
    const keyfile = JSON.parse(readFileSync(work.installation.paths.keyfile, 'utf8')) as {
      lookupSecret: string;
      roots: { key: string }[];
    };
    const secrets = [
      dataKey,
      Buffer.from(keyfile.lookupSecret, 'base64'),
      ...keyfile.roots.map(({ key }) => Buffer.from(key, 'base64')),
    ];
    for (const database of ['vault', 'keystore'] as const) {
      const text = await dump(databases.url('superuser', database));
      for (const secret of secrets) {
        expect(text).not.toContain(secret.toString('hex'));
        expect(text).not.toContain(secret.toString('base64'));
      }
    }
  });

  it('keeps no wrapped key in the main database', async () => {
    const [row] = await rowsOf(databases.url('superuser', 'keystore'), 'SELECT wrapped FROM keystore.data_key');
    expect(await dump(databases.url('superuser', 'vault'))).not.toContain((row?.['wrapped'] as Buffer).toString('hex'));
  });

  it('gives the key role rows and nothing more', async () => {
    const client = new Client({ connectionString: databases.url('strongroom_keystore', 'keystore') });
    await client.connect();
    for (const sql of [
      'TRUNCATE keystore.data_key',
      'ALTER TABLE keystore.data_key ADD x int',
      'CREATE TABLE keystore.x ()',
      'DROP TABLE keystore.month_key',
    ])
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });

  it('refuses to start with a new keyfile', async () => {
    const { vaultId, origin, createdAt, paths } = work.installation;
    const keyfile = `${paths.keyfile}.new`;
    await createKeyfile(keyfile, vaultId, systemClock);
    const other = new Installation(vaultId, origin, createdAt, { ...paths, keyfile });
    await expect(keysAtWork(databases, { installation: other })).rejects.toThrow(
      /Restore the keyfile that belongs to this vault/,
    );
  });

  it('finishes an epoch that was interrupted', async () => {
    const provider = new KeyfileProvider(work.installation.paths.keyfile, systemClock);
    await provider.createRoot(2);
    const next = await keysAtWork(databases, { installation: work.installation });
    expect(next.records).toMatchObject([{ type: 'keys.created' }]);
    await next.keys.createSubjectKey(newId());
    const sql = 'SELECT DISTINCT epoch FROM keystore.subject_key ORDER BY epoch';
    const rows = await rowsOf(databases.url('superuser', 'keystore'), sql);
    expect(rows.map((row) => row['epoch'])).toEqual([1, 2]);
    await next.close();
  });

  it('makes one epoch however many start at once', async () => {
    const fresh = await testDatabases();
    const installation = await newInstallation();
    const many = await Promise.all([1, 2, 3].map(() => keysAtWork(fresh, { installation })));
    expect(many.flatMap(({ records }) => records)).toHaveLength(1);
    await Promise.all(many.map((one) => one.close()));
    await fresh.close();
    removeInstallation(installation);
  });

  it('has tables that can be taken back and made again', async () => {
    const fresh = await testDatabases();
    const url = fresh.url('strongroom_owner', 'keystore');
    for (let left = keystoreMigrations.length; left > 0; left -= 1)
      await migrateDown(url, keystoreMigrations, 'migrations.keystore');
    expect(await rowsOf(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'keystore'")).toEqual([]);
    expect(await migrateUp(url, keystoreMigrations, 'migrations.keystore')).toHaveLength(keystoreMigrations.length);
    await fresh.close();
  });

  it('does not start on a destroyed root', async () => {
    const provider = new KeyfileProvider(work.installation.paths.keyfile, systemClock);
    await provider.createRoot(2);
    await provider.destroy(1);
    await expect(keysAtWork(databases, { installation: work.installation })).rejects.toThrow(KeyfileRefused);
  });
});
