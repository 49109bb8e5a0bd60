import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Items that show several people: who else is on them, and copies that show one alone. */
export class PeopleOnItems17640000000083 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Besides the person whose item it is.
      CREATE TABLE records.media_person (
        media_id uuid NOT NULL REFERENCES records.media,
        subject_id uuid NOT NULL REFERENCES records.subject,
        stated_by uuid NOT NULL,
        stated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (media_id, subject_id)
      );
      CREATE INDEX media_person_by_subject ON records.media_person (subject_id, media_id);

      -- The copy is an item of the one person whom it shows, under keys of its own.
      CREATE TABLE records.masked_copy (
        media_id uuid PRIMARY KEY REFERENCES records.media,
        source_id uuid NOT NULL REFERENCES records.media CHECK (source_id <> media_id),
        stated_by uuid NOT NULL,
        stated_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX masked_copy_of ON records.masked_copy (source_id);

      GRANT SELECT, INSERT, DELETE ON records.media_person TO strongroom_app;
      GRANT SELECT, INSERT ON records.masked_copy TO strongroom_app;

      -- Nothing comes to a person who has ended, by an intake or by a move.
      CREATE TRIGGER new_subject_lives BEFORE UPDATE OF subject_id ON records.media
        FOR EACH ROW WHEN (OLD.subject_id <> NEW.subject_id) EXECUTE FUNCTION records.refuse_ended_subject();
    `);
    for (const table of ['media_person', 'masked_copy']) await secureRows(db, `records.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER new_subject_lives ON records.media;
      DROP TABLE records.masked_copy;
      DROP TABLE records.media_person;
    `);
  }
}
