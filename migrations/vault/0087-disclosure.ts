import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items whose existence the law keeps from the person, and views that end when an item becomes one. */
export class Disclosure17640000000087 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE records.media ADD COLUMN disclosure text NOT NULL DEFAULT 'normal'
        CHECK (disclosure IN ('normal', 'tipping_off', 'state_secret'));
      -- As it was when the view was opened: a view of an item that was made secret since is over.
      ALTER TABLE records.media_view ADD COLUMN disclosure text NOT NULL DEFAULT 'normal';
      CREATE FUNCTION records.may_open(item uuid, wanted text, known text) RETURNS boolean STABLE LANGUAGE sql AS $$
        SELECT records.may_open(item, wanted)
           AND EXISTS (SELECT FROM records.media m WHERE m.id = item AND m.disclosure = known)
      $$;
      GRANT EXECUTE ON FUNCTION records.may_open(uuid, text, text) TO strongroom_app;
      CREATE INDEX media_secret ON records.media (id) WHERE disclosure <> 'normal';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION records.may_open(uuid, text, text);
      ALTER TABLE records.media_view DROP COLUMN disclosure;
      ALTER TABLE records.media DROP COLUMN disclosure;
    `);
  }
}
