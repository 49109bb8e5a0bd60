import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each SIEM target has come through the log. */
export class Siem17640000000090 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA siem;
      CREATE TABLE siem.target (
        name text PRIMARY KEY CHECK (name IN ('syslog', 'http', 'files')),
        next bigint NOT NULL DEFAULT 0 CHECK (next >= 0),
        delivered_at timestamptz,
        failed_at timestamptz,
        failure text
      );
      COMMENT ON COLUMN siem.target.next IS 'entries below this number were delivered';
      GRANT USAGE ON SCHEMA siem TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE ON siem.target TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA siem CASCADE');
  }
}
