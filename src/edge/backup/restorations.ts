import { Client } from 'pg';
import { type Id, systemActor } from '../../kernel';
import type { KeystoreDatabase, VaultDatabase } from '../../platform/database';
import type { BackedUp } from './backup-format';

const tables: Readonly<Record<BackedUp, string>> = {
  vault: 'backups.restoration',
  keystore: 'keystore.restoration',
};

/** A restore was cut off: what had ended since the backup may still open. */
export class RestoreUnfinished extends Error {
  constructor() {
    super(
      'A backup is being restored here, or its restore was cut off: what ended since may not have been ended again. ' +
        'Run strongroom restore with the same folder and options again; it carries on.',
    );
    this.name = 'RestoreUnfinished';
  }
}

/** What is written with the rows of a backup, in their transaction. The processes of then keep no key any more, and are not waited for. */
export function restorationMark(database: BackedUp, backup: Id): string {
  return database === 'vault'
    ? `INSERT INTO backups.restoration (backup, log_size) SELECT '${backup}', size FROM audit.head`
    : `DELETE FROM keystore.node; INSERT INTO keystore.restoration (backup) VALUES ('${backup}')`;
}

/** Refuses databases whose restore has not come to its end. Nothing may serve from them. */
export async function assertNoneUnfinished(databases: {
  readonly vault: VaultDatabase;
  readonly keystore: KeystoreDatabase;
}): Promise<void> {
  for (const name of ['vault', 'keystore'] as const) {
    const rows = await databases[name].read({ actor: systemActor }, (tx) =>
      tx.query(`SELECT backup FROM ${tables[name]} WHERE finished_at IS NULL`),
    );
    if (rows.length > 0) throw new RestoreUnfinished();
  }
}

/** Whether the rows of this backup are in a database already, from a restore that was cut off. */
export async function isLoaded(administratorUrl: string, database: BackedUp, backup: Id): Promise<boolean> {
  const sql = `SELECT backup FROM ${tables[database]} WHERE finished_at IS NULL AND backup = $1`;
  return (await query(administratorUrl, sql, [backup])).length > 0;
}

/** How many entries the log had in the backup that is being restored. */
export async function logSizeOf(administratorUrl: string, backup: Id): Promise<number> {
  const [row] = await query<{ size: string }>(
    administratorUrl,
    'SELECT log_size AS size FROM backups.restoration WHERE backup = $1',
    [backup],
  );
  if (row === undefined) throw new Error('the vault was not loaded');
  return Number(row.size);
}

export async function finishRestoration(administratorUrl: string, database: BackedUp): Promise<void> {
  await query(administratorUrl, `UPDATE ${tables[database]} SET finished_at = now() WHERE finished_at IS NULL`, []);
}

async function query<Row extends object>(url: string, sql: string, parameters: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
