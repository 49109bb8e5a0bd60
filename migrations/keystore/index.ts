import type { MigrationInterface } from 'typeorm';

/** Migrations of the database `keystore`, run as its owner, in order. */
export const keystoreMigrations: (new () => MigrationInterface)[] = [];
