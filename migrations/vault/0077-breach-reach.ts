import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** What searches for the reach of a breach found: ids, codes and numbers. */
export class BreachReach17640000000077 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE breaches.reach (
        id uuid PRIMARY KEY,
        breach_id uuid NOT NULL REFERENCES breaches.breach,
        query jsonb NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        made_by uuid NOT NULL,
        log_size bigint NOT NULL,
        counts jsonb NOT NULL
      );
      CREATE INDEX reach_of_breach ON breaches.reach (breach_id, made_at DESC, id DESC);

      -- No foreign keys to items and subjects: what was reached stays known when they have gone.
      CREATE TABLE breaches.reached (
        reach_id uuid NOT NULL REFERENCES breaches.reach,
        media_id uuid NOT NULL,
        subject_id uuid,
        class text,
        jurisdiction text,
        ways text[] NOT NULL,
        readings bigint NOT NULL,
        first_at timestamptz,
        last_at timestamptz,
        PRIMARY KEY (reach_id, media_id)
      );
      CREATE INDEX reached_place ON breaches.reached (reach_id, jurisdiction, subject_id);
      GRANT SELECT, INSERT ON breaches.reach, breaches.reached TO strongroom_app;
      GRANT UPDATE (counts) ON breaches.reach TO strongroom_app;
    `);
    for (const table of ['reach', 'reached']) await secureRows(db, `breaches.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE breaches.reached, breaches.reach');
  }
}
