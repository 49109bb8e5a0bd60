import { DataSource, type MigrationInterface } from 'typeorm';

export type Migrations = readonly (new () => MigrationInterface)[];

const migrationLock = 0x5354524f; // "STRO"

/**
 * Brings one database up to the newest migration, as the role that owns its objects. Two programs that start at once
 * take turns under an advisory lock. Returns the names of the migrations that ran.
 */
export async function migrateUp(url: string, migrations: Migrations, table: string): Promise<string[]> {
  return withMigrations(url, migrations, table, async (source) => {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map(({ name }) => name);
  });
}

/** Takes back the newest migration; for tests and for an operator who was told to. */
export async function migrateDown(url: string, migrations: Migrations, table: string): Promise<void> {
  await withMigrations(url, migrations, table, (source) => source.undoLastMigration({ transaction: 'each' }));
}

/** Whether the database lacks a migration that this program needs. */
export async function hasPendingMigrations(url: string, migrations: Migrations, table: string): Promise<boolean> {
  return withMigrations(url, migrations, table, (source) => source.showMigrations());
}

async function withMigrations<T>(
  url: string,
  migrations: Migrations,
  table: string,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const [schema, name] = table.split('.');
  if (schema === undefined || name === undefined) throw new Error('a migration table needs its schema');
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTableName: name,
    schema,
    poolSize: 3,
    applicationName: 'strongroom migrate',
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`).catch(() => undefined);
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await work(source);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}
