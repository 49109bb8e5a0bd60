import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The file of a breach goes when its row of the schedule says so, and with it whom and what the breach reached. */
export class BreachFilesEnd17640000000078 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE breaches.breach ADD COLUMN file_ended_at timestamptz;
      CREATE INDEX breach_file_ends ON breaches.breach (closed_at, id) WHERE state = 'closed' AND file_ended_at IS NULL;
      GRANT UPDATE (file_ended_at) ON breaches.breach TO strongroom_app;
      GRANT DELETE ON breaches.reached TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      REVOKE DELETE ON breaches.reached FROM strongroom_app;
      ALTER TABLE breaches.breach DROP COLUMN file_ended_at;
    `);
  }
}
