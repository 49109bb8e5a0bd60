import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That officers were told of a breach, and once more shortly before a notice is due. */
export class BreachNews17640000000091 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE breaches.breach ADD told_at timestamptz;
      ALTER TABLE breaches.notice ADD told_at timestamptz;
      -- What was recorded before is known.
      UPDATE breaches.breach SET told_at = now();
      CREATE INDEX breach_untold ON breaches.breach (recorded_at) WHERE told_at IS NULL;
      CREATE INDEX notice_untold ON breaches.notice (due_at) WHERE state = 'open' AND told_at IS NULL;
      GRANT UPDATE (told_at) ON breaches.breach, breaches.notice TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE breaches.breach DROP told_at; ALTER TABLE breaches.notice DROP told_at');
  }
}
