import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Items that are kept and not used (GDPR Art 18): who restricted which, since when, and what the database then refuses. */
export class Restrictions17640000000079 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- From this moment on the item is opened for few purposes alone: restricted by somebody, or by the date of its claims.
      ALTER TABLE records.media ADD COLUMN restricted_from timestamptz;

      -- Purposes of the policy in force that a restriction leaves (Art 18(2)). Empty: none.
      CREATE TABLE access.restricted_use (purpose text PRIMARY KEY);
      GRANT SELECT, INSERT, DELETE ON access.restricted_use TO strongroom_app;

      CREATE FUNCTION records.may_open(item uuid, wanted text) RETURNS boolean STABLE LANGUAGE sql AS $$
        SELECT NOT EXISTS (SELECT FROM records.media m WHERE m.id = item AND m.restricted_from <= clock_timestamp())
            OR EXISTS (SELECT FROM access.restricted_use u WHERE u.purpose = wanted)
      $$;
      GRANT EXECUTE ON FUNCTION records.may_open TO strongroom_app;
      -- No key is unwrapped without a view, and no view of a restricted item is written for another purpose.
      CREATE POLICY unrestricted ON records.media_view AS RESTRICTIVE FOR INSERT TO strongroom_app
        WITH CHECK (records.may_open(media_id, purpose));

      CREATE TABLE retention.restriction (
        id uuid PRIMARY KEY,
        ground text NOT NULL,
        -- The request, matter or incident that it rests on, as a code.
        reference text NOT NULL CHECK (reference ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        imposed_by uuid NOT NULL,
        imposed_at timestamptz NOT NULL DEFAULT now(),
        -- By then somebody looks at it again; nothing lifts itself, because the person is told before (Art 18(3)).
        review_on date,
        noticed_on date,
        lifted_at timestamptz,
        lift_approval uuid,
        CHECK ((lifted_at IS NULL) = (lift_approval IS NULL) AND (lifted_at IS NULL) = (noticed_on IS NULL)),
        CHECK (noticed_on <= (lifted_at AT TIME ZONE 'UTC')::date + 1)
      );
      CREATE INDEX restriction_order ON retention.restriction (id DESC);
      CREATE INDEX restriction_by_reference ON retention.restriction (reference, id DESC);
      CREATE TABLE retention.restriction_item (
        restriction_id uuid NOT NULL REFERENCES retention.restriction,
        media_id uuid NOT NULL REFERENCES retention.item ON DELETE CASCADE,
        PRIMARY KEY (restriction_id, media_id)
      );
      CREATE INDEX restriction_item_of_media ON retention.restriction_item (media_id);
      GRANT SELECT, INSERT ON retention.restriction, retention.restriction_item TO strongroom_app;
      GRANT UPDATE (noticed_on, lifted_at, lift_approval) ON retention.restriction TO strongroom_app;
    `);
    for (const table of ['access.restricted_use', 'retention.restriction', 'retention.restriction_item'])
      await secureRows(db, table);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE retention.restriction_item;
      DROP TABLE retention.restriction;
      DROP POLICY unrestricted ON records.media_view;
      DROP FUNCTION records.may_open;
      DROP TABLE access.restricted_use;
      ALTER TABLE records.media DROP COLUMN restricted_from;
    `);
  }
}
