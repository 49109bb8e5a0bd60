import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans in lists: how many items go and stay, counted once when the plan is made, and an index for every filter. */
export class DestructionLists17640000000083 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE destruction.plan ADD destroyed integer, ADD kept integer;
      UPDATE destruction.plan p SET destroyed = c.destroyed, kept = c.kept
        FROM (SELECT a.id, count(i.media_id) FILTER (WHERE i.kept IS NULL) AS destroyed, count(i.kept) AS kept
                FROM destruction.plan a LEFT JOIN destruction.plan_item i ON i.plan_id = a.id GROUP BY a.id) c
       WHERE c.id = p.id;
      ALTER TABLE destruction.plan ALTER destroyed SET NOT NULL, ALTER kept SET NOT NULL;
      CREATE INDEX plan_order ON destruction.plan (requested_at DESC, id DESC);
      CREATE INDEX plan_of_state ON destruction.plan (state, requested_at DESC, id DESC);
      DROP INDEX destruction.plan_of_subject, destruction.plan_of_reference;
      CREATE INDEX plan_of_subject ON destruction.plan (subject_id, requested_at DESC, id DESC) WHERE subject_id IS NOT NULL;
      CREATE INDEX plan_of_reference ON destruction.plan (reference_kind, reference, requested_at DESC, id DESC);
      CREATE INDEX plan_item_kept ON destruction.plan_item (plan_id, kept) WHERE kept IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX destruction.plan_item_kept, destruction.plan_of_reference, destruction.plan_of_subject, destruction.plan_of_state, destruction.plan_order;
      CREATE INDEX plan_of_reference ON destruction.plan (reference_kind, reference);
      CREATE INDEX plan_of_subject ON destruction.plan (subject_id) WHERE subject_id IS NOT NULL;
      ALTER TABLE destruction.plan DROP destroyed, DROP kept;
    `);
  }
}
