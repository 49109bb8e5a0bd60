import { Keys17640000000001 } from './0001-keys';

/** Migrations of the database `keystore`, run as its owner, in order. */
export const keystoreMigrations = [Keys17640000000001];
