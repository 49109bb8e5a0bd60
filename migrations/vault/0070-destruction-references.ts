import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What plans rest on in other modules; and their items, which may be many, a page at a time. */
export class DestructionReferences17640000000070 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE destruction.plan ADD reference_kind text NOT NULL DEFAULT 'code' CHECK (reference_kind ~ '^[a-z_]{1,32}$');
      ALTER TABLE destruction.plan ALTER reference_kind DROP DEFAULT;
      CREATE INDEX plan_of_reference ON destruction.plan (reference_kind, reference);
      -- Items come before their plan, whose hash is over all of them.
      ALTER TABLE destruction.plan_item ALTER CONSTRAINT plan_item_plan_id_fkey DEFERRABLE INITIALLY DEFERRED;
      -- A person's items in pages, in the order in which they are locked.
      CREATE INDEX media_of_subject ON records.media (subject_id, id) WHERE state <> 'destroyed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX records.media_of_subject;
      ALTER TABLE destruction.plan_item ALTER CONSTRAINT plan_item_plan_id_fkey NOT DEFERRABLE;
      ALTER TABLE destruction.plan DROP reference_kind;
    `);
  }
}
