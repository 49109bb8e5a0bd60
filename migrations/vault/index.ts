import { Platform17640000000001 } from './0001-platform';

/** Migrations of the database `vault`, run as its owner, in order. */
export const vaultMigrations = [Platform17640000000001];
