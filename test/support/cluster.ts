import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RolePasswords } from '../../src/platform/database';

/** The PostgreSQL of this test run. */
export interface TestCluster {
  readonly home: string;
  readonly superuserUrl: string;
  readonly passwords: RolePasswords;
}

export const templateNames = { vault: 'template_vault', keystore: 'template_keystore' };

/** Where the run's PostgreSQL is written down; the name carries the parent process, so that two runs do not meet. */
export function clusterFile(): string {
  return (
    process.env['STRONGROOM_TEST_CLUSTER'] ??
    (process.env['STRONGROOM_TEST_CLUSTER'] = resolve('.test-data', `cluster-${process.pid}.json`))
  );
}

export function readCluster(): TestCluster {
  return JSON.parse(readFileSync(clusterFile(), 'utf8')) as TestCluster;
}

/** The URL of a database as one of the roles. */
export function urlFor(cluster: TestCluster, role: keyof RolePasswords | 'superuser', database: string): string {
  const url = new URL(cluster.superuserUrl);
  url.pathname = `/${database}`;
  if (role !== 'superuser') {
    url.username = role;
    url.password = cluster.passwords[role];
  }
  return url.toString();
}
