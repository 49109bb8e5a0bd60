import { join } from 'node:path';
import {
  assertRole,
  AuditDatabase,
  findEmbeddedPostgres,
  hasPendingMigrations,
  KeystoreDatabase,
  newRolePasswords,
  provision,
  startEmbeddedPostgres,
  VaultDatabase,
} from '../platform/database';
import type { Settings } from '../platform/settings';
import { keystoreMigrations } from '../../migrations/keystore';
import { vaultMigrations } from '../../migrations/vault';
import { auditEntities, keystoreEntities, vaultEntities } from './entities';
import { migrateAll, type OwnerUrls } from './migrations';

/** The databases could not be opened as the settings say. */
export class DatabasesNotReady extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'DatabasesNotReady';
  }
}

/** The three connected pools, the application's URL for the queue, and their end. */
export interface VaultDatabases {
  readonly vault: VaultDatabase;
  readonly audit: AuditDatabase;
  readonly keystore: KeystoreDatabase;
  readonly applicationUrl: string;
  close(): Promise<void>;
}

interface RoleUrls {
  readonly vault: string;
  readonly audit: string;
  readonly keystore: string;
}

const names = { vault: 'vault', keystore: 'keystore' };

/**
 * Opens the databases for a vault that starts: the embedded PostgreSQL (started, provisioned and migrated here), or the
 * given ones (migrated only where the owners' URLs are given). Refuses roles that hold more than they may.
 */
export async function openDatabases(settings: Settings): Promise<VaultDatabases> {
  if (!settings.embedded) {
    const owners = ownerUrls(settings);
    if (owners) await migrateAll(owners);
    else await assertMigrated(settings);
    return connect(settings, given(settings), () => Promise.resolve());
  }
  const server = await startEmbeddedPostgres(postgresFolder(settings));
  try {
    return await connect(settings, await prepareEmbedded((database) => server.url(database)), () => server.stop());
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Opens the databases for the command line: those of the vault that runs on this data folder, or as `openDatabases`
 * where none runs.
 */
export async function attachDatabases(settings: Settings): Promise<VaultDatabases> {
  const running = settings.embedded ? findEmbeddedPostgres(postgresFolder(settings)) : null;
  if (!running) return openDatabases(settings);
  const as = (role: string, database: string): string =>
    `${running.url(database)}?options=${encodeURIComponent(`-c role=${role}`)}`;
  const urls = {
    vault: as('strongroom_app', names.vault),
    audit: as('strongroom_audit', names.vault),
    keystore: as('strongroom_keystore', names.keystore),
  };
  return connect(settings, urls, () => Promise.resolve());
}

/** Migrates as the settings' owners; for `strongroom migrate`. */
export async function migrateGiven(settings: Settings): Promise<string[]> {
  const owners = ownerUrls(settings);
  if (!owners)
    throw new DatabasesNotReady(
      'Migrating needs STRONGROOM_DATABASE_OWNER_URL, STRONGROOM_AUDIT_DATABASE_URL and STRONGROOM_KEYSTORE_OWNER_URL.',
    );
  return migrateAll(owners);
}

/** Roles, databases and tables of an embedded server; passwords for this run. */
export async function prepareEmbedded(superuser: (database: string) => string): Promise<RoleUrls> {
  const passwords = newRolePasswords();
  await provision(superuser, names, passwords);
  const as = (role: keyof typeof passwords, database: string): string => {
    const url = new URL(superuser(database));
    url.username = role;
    url.password = passwords[role];
    return url.toString();
  };
  await migrateAll({
    vaultOwner: as('strongroom_owner', names.vault),
    audit: as('strongroom_audit', names.vault),
    keystoreOwner: as('strongroom_owner', names.keystore),
  });
  return {
    vault: as('strongroom_app', names.vault),
    audit: as('strongroom_audit', names.vault),
    keystore: as('strongroom_keystore', names.keystore),
  };
}

/** The databases, migrated, as who may write every row: for restoring. A vault may be attached to the same server meanwhile. */
export async function withAdministrator<T>(
  settings: Settings,
  work: (urls: { readonly vault: string; readonly keystore: string }) => Promise<T>,
): Promise<T> {
  if (!settings.embedded) {
    const owners = ownerUrls(settings);
    if (!owners) throw new DatabasesNotReady('Restoring needs the owners’ URLs, with an administrator’s name in them.');
    await migrateAll(owners);
    return work({ vault: owners.vaultOwner, keystore: owners.keystoreOwner });
  }
  const running = findEmbeddedPostgres(postgresFolder(settings));
  if (running) return work({ vault: running.url(names.vault), keystore: running.url(names.keystore) });
  const server = await startEmbeddedPostgres(postgresFolder(settings));
  try {
    await prepareEmbedded((database) => server.url(database));
    return await work({ vault: server.url(names.vault), keystore: server.url(names.keystore) });
  } finally {
    await server.stop();
  }
}

async function connect(settings: Settings, urls: RoleUrls, stop: () => Promise<void>): Promise<VaultDatabases> {
  const poolSize = settings.databasePool;
  const vault = new VaultDatabase({ url: urls.vault, entities: vaultEntities, poolSize, name: 'strongroom' });
  const audit = new AuditDatabase({ url: urls.audit, entities: auditEntities, poolSize, name: 'strongroom audit' });
  const keystore = new KeystoreDatabase({
    url: urls.keystore,
    entities: keystoreEntities,
    poolSize,
    name: 'strongroom keystore',
  });
  const close = async (): Promise<void> => {
    await Promise.allSettled([vault.close(), audit.close(), keystore.close()]);
    await stop();
  };
  try {
    await Promise.all([vault.connect(), audit.connect(), keystore.connect()]);
    await assertRole(vault, 'strongroom_app', null);
    await assertRole(audit, 'strongroom_audit', 'audit');
    await assertRole(keystore, 'strongroom_keystore', null);
    return { vault, audit, keystore, applicationUrl: urls.vault, close };
  } catch (error) {
    await Promise.allSettled([vault.close(), audit.close(), keystore.close()]);
    throw error;
  }
}

async function assertMigrated(settings: Settings): Promise<void> {
  const { databaseOwnerUrl, keystoreOwnerUrl } = settings;
  const pending =
    (databaseOwnerUrl !== undefined &&
      (await hasPendingMigrations(databaseOwnerUrl, vaultMigrations, 'migrations.vault'))) ||
    (keystoreOwnerUrl !== undefined &&
      (await hasPendingMigrations(keystoreOwnerUrl, keystoreMigrations, 'migrations.keystore')));
  if (pending)
    throw new DatabasesNotReady(
      'The database is older than this program. Run `strongroom migrate` with the owners’ URLs, then start again.',
    );
}

function given({ databaseUrl, auditDatabaseUrl, keystoreUrl }: Settings): RoleUrls {
  if (databaseUrl === undefined || auditDatabaseUrl === undefined || keystoreUrl === undefined)
    throw new DatabasesNotReady(
      'STRONGROOM_DATABASE_URL, STRONGROOM_AUDIT_DATABASE_URL and STRONGROOM_KEYSTORE_URL belong together.',
    );
  return { vault: databaseUrl, audit: auditDatabaseUrl, keystore: keystoreUrl };
}

function ownerUrls({ databaseOwnerUrl, auditDatabaseUrl, keystoreOwnerUrl }: Settings): OwnerUrls | null {
  if (databaseOwnerUrl === undefined || auditDatabaseUrl === undefined || keystoreOwnerUrl === undefined) return null;
  return { vaultOwner: databaseOwnerUrl, audit: auditDatabaseUrl, keystoreOwner: keystoreOwnerUrl };
}

function postgresFolder(settings: Settings): string {
  return join(settings.dataDir, 'postgres');
}
