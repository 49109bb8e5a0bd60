import { Client } from 'pg';
import { newId } from '../../src/kernel';
import {
  AuditDatabase,
  KeystoreDatabase,
  keystoreStatements,
  VaultDatabase,
  vaultStatements,
} from '../../src/platform/database';
import { auditEntities, keystoreEntities, vaultEntities } from '../../src/composition/entities';
import { readCluster, templateNames, urlFor } from './cluster';

/** Fresh, migrated databases for one test file. */
export interface TestDatabases {
  readonly vault: VaultDatabase;
  readonly audit: AuditDatabase;
  readonly keystore: KeystoreDatabase;
  /** URLs as any role, for attackers and for the verifier. */
  url(
    role: 'strongroom_owner' | 'strongroom_app' | 'strongroom_audit' | 'strongroom_keystore' | 'superuser',
    database?: 'vault' | 'keystore',
  ): string;
  close(): Promise<void>;
}

/** Clones the run's templates and connects as the vault would; `close` drops the clones. */
export async function testDatabases(): Promise<TestDatabases> {
  const cluster = readCluster();
  const suffix = newId().slice(0, 8);
  const names = { vault: `vault_${suffix}`, keystore: `keystore_${suffix}` };
  await asSuperuser(urlFor(cluster, 'superuser', 'postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock(7)');
    for (const kind of ['vault', 'keystore'] as const)
      await client.query(`CREATE DATABASE ${names[kind]} TEMPLATE ${templateNames[kind]} OWNER strongroom_owner`);
  });
  await asSuperuser(urlFor(cluster, 'superuser', names.vault), (client) =>
    client.query(vaultStatements(names.vault).join(';')),
  );
  await asSuperuser(urlFor(cluster, 'superuser', names.keystore), (client) =>
    client.query(keystoreStatements(names.keystore).join(';')),
  );
  const options = { poolSize: 8, name: 'test' };
  const vault = new VaultDatabase({
    ...options,
    url: urlFor(cluster, 'strongroom_app', names.vault),
    entities: vaultEntities,
  });
  const audit = new AuditDatabase({
    ...options,
    url: urlFor(cluster, 'strongroom_audit', names.vault),
    entities: auditEntities,
  });
  const keystore = new KeystoreDatabase({
    ...options,
    url: urlFor(cluster, 'strongroom_keystore', names.keystore),
    entities: keystoreEntities,
  });
  await Promise.all([vault.connect(), audit.connect(), keystore.connect()]);
  return {
    vault,
    audit,
    keystore,
    url: (role, database = 'vault') => urlFor(cluster, role, names[database]),
    close: async () => {
      await Promise.all([vault.close(), audit.close(), keystore.close()]);
      await asSuperuser(urlFor(cluster, 'superuser', 'postgres'), async (client) => {
        for (const name of Object.values(names)) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      });
    },
  };
}

/** Runs statements as the cluster's superuser: what an attacker with that password could do. */
export async function asSuperuser(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
