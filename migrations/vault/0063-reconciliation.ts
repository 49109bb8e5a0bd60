import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** What the store says was read from it, held against the log. No address and no credential is kept. */
export class Reconciliation17640000000063 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA reconciliation;
      GRANT USAGE ON SCHEMA reconciliation TO strongroom_app;
      CREATE TABLE reconciliation.store_read (
        request_id text PRIMARY KEY CHECK (length(request_id) <= 64),
        at timestamptz NOT NULL,
        act text NOT NULL CHECK (act IN ('get', 'copy', 'select')),
        object_key text NOT NULL CHECK (length(object_key) <= 1024),
        -- The entry that the reader named; null where none.
        entry bigint,
        own_credentials boolean NOT NULL,
        bytes bigint NOT NULL,
        verdict text CHECK (verdict ~ '^[a-z_]{1,40}$')
      );
      COMMENT ON COLUMN reconciliation.store_read.verdict IS 'null until it was held against the log';
      CREATE INDEX store_read_waiting ON reconciliation.store_read (at) WHERE verdict IS NULL;
      CREATE INDEX store_read_exception ON reconciliation.store_read (at DESC, request_id) WHERE verdict <> 'matched';
      CREATE INDEX store_read_at ON reconciliation.store_read (at, verdict, entry);
      GRANT SELECT, INSERT, DELETE, UPDATE (verdict) ON reconciliation.store_read TO strongroom_app;
    `);
    await secureRows(db, 'reconciliation.store_read');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA reconciliation CASCADE');
  }
}
