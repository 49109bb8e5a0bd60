import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareSoftHsm } from './soft-hsm';
import { newRolePasswords, provision, startEmbeddedPostgres } from '../../src/platform/database';
import { migrateAll } from '../../src/composition/migrations';
import { clusterFile, templateNames, type TestCluster, urlFor } from './cluster';

/** Starts one PostgreSQL for the whole run and fills the template databases that each test clones. */
export default async function startPostgres(): Promise<void> {
  const folder = resolve('.test-data');
  mkdirSync(folder, { recursive: true });
  prepareSoftHsm(folder);
  const home = mkdtempSync(join(folder, 'postgres-'));
  const server = await startEmbeddedPostgres(home);
  const passwords = newRolePasswords();
  await provision((database) => server.url(database), templateNames, passwords);
  const cluster: TestCluster = { home, superuserUrl: server.url('postgres'), passwords };
  await migrateAll({
    vaultOwner: urlFor(cluster, 'strongroom_owner', templateNames.vault),
    audit: urlFor(cluster, 'strongroom_audit', templateNames.vault),
    keystoreOwner: urlFor(cluster, 'strongroom_owner', templateNames.keystore),
  });
  writeFileSync(clusterFile(), JSON.stringify(cluster), { mode: 0o600 });
  (globalThis as { stopTestPostgres?: () => Promise<void> }).stopTestPostgres = () => server.stop();
}
