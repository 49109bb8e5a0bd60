import { auditMigrations } from '../../migrations/audit';
import { keystoreMigrations } from '../../migrations/keystore';
import { vaultMigrations } from '../../migrations/vault';
import { migrateUp } from '../platform/database';
import { migrateQueue } from '../platform/jobs';

/** The roles' URLs that migrations run under. */
export interface OwnerUrls {
  readonly vaultOwner: string;
  readonly audit: string;
  readonly keystoreOwner: string;
}

/** Brings all three sets of tables up to date and names what ran. The vault's come first: the log refers to nothing else. */
export async function migrateAll({ vaultOwner, audit, keystoreOwner }: OwnerUrls): Promise<string[]> {
  const ran = [
    ...(await migrateUp(vaultOwner, vaultMigrations, 'migrations.vault')),
    ...(await migrateUp(audit, auditMigrations, 'audit.migration')),
    ...(await migrateUp(keystoreOwner, keystoreMigrations, 'migrations.keystore')),
  ];
  await migrateQueue(vaultOwner);
  return ran;
}
