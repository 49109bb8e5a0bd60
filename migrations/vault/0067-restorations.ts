import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Restored backups, and plans that end again what had ended before a backup was restored. */
export class Restorations17640000000067 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA backups;
      GRANT USAGE ON SCHEMA backups TO strongroom_app;
      -- Written with the rows of the backup, in one transaction. Until it is finished nothing may serve.
      CREATE TABLE backups.restoration (
        backup uuid PRIMARY KEY,
        -- Entries that the log had in the backup: what ended later stands behind them.
        log_size bigint NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      GRANT SELECT ON backups.restoration TO strongroom_app;

      ALTER TABLE destruction.plan DROP CONSTRAINT plan_ground_check,
        ADD CONSTRAINT plan_ground_check CHECK (ground IN ('disposition', 'request', 'forbidden', 'restored'));
    `);
  }

  /** Only where nothing was ended again yet. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE destruction.plan DROP CONSTRAINT plan_ground_check,
        ADD CONSTRAINT plan_ground_check CHECK (ground IN ('disposition', 'request', 'forbidden'));
      DROP SCHEMA backups CASCADE;
    `);
  }
}
