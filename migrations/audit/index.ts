import type { MigrationInterface } from 'typeorm';

/** Migrations of the schema `audit`, run as the role that owns it, in order. */
export const auditMigrations: (new () => MigrationInterface)[] = [];
