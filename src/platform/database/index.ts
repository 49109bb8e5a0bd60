export {
  AuditDatabase,
  Database,
  DatabaseUnavailable,
  type Entities,
  isUniqueViolation,
  KeystoreDatabase,
  type TransactionContext,
  VaultDatabase,
} from './database';
export { type ConnectedDatabases, DatabaseModule } from './database.module';
export { type EmbeddedPostgres, findEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
export { hasPendingMigrations, migrateDown, type Migrations, migrateUp } from './migrate';
export { keystoreStatements, newRolePasswords, provision, type RolePasswords, vaultStatements } from './provision';
export { assertRole } from './role-check';
export { type CopiedTable, type Layout, loadCopy, type Reader, Snapshot } from './snapshot';
export { Transaction } from './transaction';
