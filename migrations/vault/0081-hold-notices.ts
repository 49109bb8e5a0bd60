import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Who was told of a hold, what people are told before an item ends, and when an item was last processed for the business. */
export class HoldNotices17640000000081 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- People who must keep what a matter needs: told once, asked again until they have said that they know.
      CREATE TABLE retention.hold_custodian (
        hold_id uuid NOT NULL REFERENCES retention.hold,
        person_id uuid NOT NULL REFERENCES identity.account,
        noticed_at timestamptz NOT NULL DEFAULT now(),
        reminded_at timestamptz NOT NULL DEFAULT now(),
        acknowledged_at timestamptz,
        PRIMARY KEY (hold_id, person_id)
      );
      CREATE INDEX hold_custodian_person ON retention.hold_custodian (person_id, hold_id DESC);
      CREATE INDEX hold_custodian_silent ON retention.hold_custodian (reminded_at) WHERE acknowledged_at IS NULL;
      GRANT SELECT, INSERT ON retention.hold_custodian TO strongroom_app;
      GRANT UPDATE (reminded_at, acknowledged_at) ON retention.hold_custodian TO strongroom_app;
      ALTER TABLE retention.hold ADD COLUMN reminded_at timestamptz;
      GRANT UPDATE (reminded_at) ON retention.hold TO strongroom_app;

      -- The longest notice that an item's claims ask for before its end, and the notices that were given.
      ALTER TABLE retention.item ADD COLUMN notice_by timestamptz;
      CREATE INDEX item_notice ON retention.item (notice_by, media_id) WHERE notice_by IS NOT NULL;
      CREATE TABLE retention.pre_notice (
        media_id uuid NOT NULL REFERENCES retention.item ON DELETE CASCADE,
        -- The end that was announced: where it moves, the notice has to be given again.
        ends_at timestamptz NOT NULL,
        given_at timestamptz NOT NULL,
        noted_by uuid NOT NULL,
        noted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (media_id, ends_at),
        CHECK (given_at <= noted_at)
      );
      GRANT SELECT, INSERT ON retention.pre_notice TO strongroom_app;

      ALTER TABLE records.media ADD COLUMN processed_at timestamptz;
    `);
    for (const table of ['hold_custodian', 'pre_notice']) await secureRows(db, `retention.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE records.media DROP COLUMN processed_at;
      DROP TABLE retention.pre_notice;
      ALTER TABLE retention.item DROP COLUMN notice_by;
      ALTER TABLE retention.hold DROP COLUMN reminded_at;
      DROP TABLE retention.hold_custodian;
    `);
  }
}
