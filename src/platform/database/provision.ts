import { Client } from 'pg';
import { secureRandom } from '../../kernel';

/** The roles that share the cluster: who owns, who works, who keeps the log, who holds the keys. */
export const databaseRoles = ['strongroom_owner', 'strongroom_app', 'strongroom_audit', 'strongroom_keystore'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export interface DatabaseNames {
  readonly vault: string;
  readonly keystore: string;
}

export type RolePasswords = Readonly<Record<DatabaseRole, string>>;

/**
 * Makes roles and databases where they are missing, and sets the roles' passwords, as the cluster's superuser. Running
 * it again changes nothing but the passwords. A production cluster is provisioned once with `strongroom migrate --print-sql`
 * by its own administrator; the embedded one at each start, with passwords that live only as long as the process.
 */
export async function provision(
  superuserUrl: (database: string) => string,
  names: DatabaseNames,
  passwords: RolePasswords,
): Promise<void> {
  await withClient(superuserUrl('postgres'), async (client) => {
    for (const role of databaseRoles) await ensureRole(client, role, passwords[role]);
    for (const database of [names.vault, names.keystore]) await ensureDatabase(client, database);
  });
  await withClient(superuserUrl(names.vault), (client) => client.query(vaultStatements(names.vault).join(';\n')));
  await withClient(superuserUrl(names.keystore), (client) =>
    client.query(keystoreStatements(names.keystore).join(';\n')),
  );
}

/** Rights in the database `vault`: the owner migrates, the audit role owns the schema `audit`, nobody else makes objects. */
export function vaultStatements(database: string): string[] {
  return [
    `REVOKE ALL ON DATABASE "${database}" FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE "${database}" TO strongroom_app, strongroom_audit`,
    // BullMQ's bulk insert works through temporary tables.
    `GRANT TEMPORARY ON DATABASE "${database}" TO strongroom_app`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    'CREATE SCHEMA IF NOT EXISTS audit AUTHORIZATION strongroom_audit',
  ];
}

/** Rights in the database `keystore`: the key role reads and writes rows, and nobody else connects. */
export function keystoreStatements(database: string): string[] {
  return [
    `REVOKE ALL ON DATABASE "${database}" FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE "${database}" TO strongroom_keystore`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  ];
}

/** Passwords for one run. */
export function newRolePasswords(): RolePasswords {
  const password = (): string => secureRandom(24).toString('base64url');
  return {
    strongroom_owner: password(),
    strongroom_app: password(),
    strongroom_audit: password(),
    strongroom_keystore: password(),
  };
}

async function ensureRole(client: Client, role: DatabaseRole, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const rights = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ${client.escapeLiteral(password)}`;
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} ${rights}`);
}

async function ensureDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await client.query(`CREATE DATABASE "${database}" OWNER strongroom_owner`);
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
