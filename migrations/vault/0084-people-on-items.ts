import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Items that show several people: who else is on them, and copies that show one alone. */
export class PeopleOnItems17640000000084 implements MigrationInterface {
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
    await this.#decisions(db);
  }

  /** What a human says of an item when the person whose item it is ends, and others are on it. */
  async #decisions(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Never changed: a newer row counts.
      CREATE TABLE destruction.people_decision (
        id uuid PRIMARY KEY,
        media_id uuid NOT NULL REFERENCES records.media,
        -- Whose item it was: about another person's end it says nothing.
        subject_id uuid NOT NULL REFERENCES records.subject,
        decision text NOT NULL CHECK (decision IN ('keep', 'masked', 'destroy')),
        -- Whose claim remains.
        person_id uuid REFERENCES records.subject,
        masked_id uuid REFERENCES records.media,
        why text NOT NULL CHECK (why ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        decided_by uuid NOT NULL,
        decided_role text NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CHECK ((decision = 'destroy') = (person_id IS NULL)),
        CHECK ((decision = 'masked') = (masked_id IS NOT NULL))
      );
      CREATE INDEX people_decision_of ON destruction.people_decision (media_id, decided_at DESC);
      GRANT SELECT, INSERT ON destruction.people_decision TO strongroom_app;

      ALTER TABLE destruction.plan ADD moved integer NOT NULL DEFAULT 0;
      -- Kept by another person's claim: it goes to them before the first one's key ends.
      ALTER TABLE destruction.plan_item ADD moves_to uuid REFERENCES records.subject,
        ADD CONSTRAINT plan_item_moves CHECK ((moves_to IS NOT NULL) = (kept IS NOT DISTINCT FROM 'other_person'));
      CREATE INDEX plan_item_moving ON destruction.plan_item (moves_to, plan_id) WHERE moves_to IS NOT NULL;
      CREATE INDEX plan_item_moves_of ON destruction.plan_item (plan_id, media_id) WHERE moves_to IS NOT NULL;
    `);
    await secureRows(db, 'destruction.people_decision');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE destruction.plan DROP moved;
      ALTER TABLE destruction.plan_item DROP moves_to;
      DROP TABLE destruction.people_decision;
      DROP TRIGGER new_subject_lives ON records.media;
      DROP TABLE records.masked_copy;
      DROP TABLE records.media_person;
    `);
  }
}
