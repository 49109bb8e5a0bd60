import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Retention schedules that people introduced, each with what it would move; what an item's claims were is remembered as a hash. */
export class ScheduleVersions17640000000080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A version never changes; the one that came into force last is in force. None: the rows of config/.
      CREATE TABLE retention.schedule_version (
        id uuid PRIMARY KEY,
        hash text NOT NULL CHECK (hash ~ '^sha256:[0-9a-f]{64}$'),
        -- Of the rows that it was compared with, and of those that config/ had then.
        base text NOT NULL,
        shipped text NOT NULL,
        rows jsonb NOT NULL,
        proposed_by uuid NOT NULL,
        proposed_at timestamptz NOT NULL DEFAULT now(),
        -- Items by class, jurisdiction and kind of move; null until the dry run is over.
        moves jsonb,
        in_force_at timestamptz,
        approval uuid,
        CHECK ((in_force_at IS NULL) = (approval IS NULL)),
        CHECK (in_force_at IS NULL OR moves IS NOT NULL)
      );
      CREATE INDEX schedule_version_in_force ON retention.schedule_version (in_force_at DESC) WHERE in_force_at IS NOT NULL;
      GRANT SELECT, INSERT ON retention.schedule_version TO strongroom_app;
      GRANT UPDATE (moves, in_force_at, approval) ON retention.schedule_version TO strongroom_app;
      CREATE FUNCTION retention.keep_introduced() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a schedule that came into force does not change' USING ERRCODE = 'integrity_constraint_violation';
      END $$;
      CREATE TRIGGER keep_introduced BEFORE UPDATE ON retention.schedule_version FOR EACH ROW
        WHEN (OLD.in_force_at IS NOT NULL) EXECUTE FUNCTION retention.keep_introduced();

      -- What a dry run found to move.
      CREATE TABLE retention.schedule_move (
        version_id uuid NOT NULL REFERENCES retention.schedule_version ON DELETE CASCADE,
        media_id uuid NOT NULL REFERENCES records.media ON DELETE CASCADE,
        class text NOT NULL,
        jurisdiction text,
        kind text NOT NULL,
        before timestamptz,
        after timestamptz,
        PRIMARY KEY (version_id, media_id)
      );
      CREATE INDEX schedule_move_kind ON retention.schedule_move (version_id, kind, media_id);
      CREATE INDEX schedule_move_of_media ON retention.schedule_move (media_id);
      GRANT SELECT, INSERT, DELETE ON retention.schedule_move TO strongroom_app;

      -- Of everything that was worked out: what comes out the same is not written again.
      ALTER TABLE retention.item ADD COLUMN fingerprint text;
      DROP INDEX retention.item_age;
    `);
    for (const table of ['schedule_version', 'schedule_move']) await secureRows(db, `retention.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX item_age ON retention.item (computed_at);
      ALTER TABLE retention.item DROP COLUMN fingerprint;
      DROP TABLE retention.schedule_move;
      DROP TABLE retention.schedule_version;
      DROP FUNCTION retention.keep_introduced;
    `);
  }
}
