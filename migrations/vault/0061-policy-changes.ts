import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which policy data came into force after which: a row for each change, by the start that found it. */
export class PolicyChanges17640000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE evidence.policy_change (
        n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        hash text NOT NULL REFERENCES evidence.policy,
        -- What was in force before; null for the first.
        previous text REFERENCES evidence.policy,
        found_at timestamptz NOT NULL DEFAULT now()
      );
      GRANT SELECT, INSERT ON evidence.policy_change TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE evidence.policy_change');
  }
}
