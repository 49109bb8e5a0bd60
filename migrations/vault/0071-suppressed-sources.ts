import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what a channel knows an item: what is left of a destroyed one keeps it from coming in again. */
export class SuppressedSources17640000000071 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A keyed hash of the source's id; it stays in the tombstone, and says nothing to who has no key.
      ALTER TABLE records.media ADD source_hash bytea CHECK (octet_length(source_hash) = 32);
      CREATE INDEX media_suppressed ON records.media (source_hash) WHERE source_hash IS NOT NULL AND state = 'destroyed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE records.media DROP source_hash');
  }
}
