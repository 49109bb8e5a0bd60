import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to standing questions, kept like other evidence, and indexes for what they count. */
export class Answers17640000000085 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE evidence.artefact
        DROP CONSTRAINT artefact_kind_check,
        ADD CONSTRAINT artefact_kind_check CHECK (kind IN ('bundle', 'report', 'answer')),
        -- Which standing question it answers: who may ask it may see it.
        ADD COLUMN question text GENERATED ALWAYS AS (request ->> 'question') STORED,
        ADD CONSTRAINT artefact_question CHECK ((kind = 'answer') = (question IS NOT NULL));
      CREATE INDEX item_being_destroyed ON retention.item (media_id) WHERE state = 'key_destroyed';
      CREATE INDEX media_restricted ON records.media (restricted_from)
        WHERE restricted_from IS NOT NULL AND state <> 'destroyed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX records.media_restricted;
      DROP INDEX retention.item_being_destroyed;
      DELETE FROM evidence.artefact WHERE kind = 'answer';
      ALTER TABLE evidence.artefact
        DROP CONSTRAINT artefact_question,
        DROP COLUMN question,
        DROP CONSTRAINT artefact_kind_check,
        ADD CONSTRAINT artefact_kind_check CHECK (kind IN ('bundle', 'report'));
    `);
  }
}
