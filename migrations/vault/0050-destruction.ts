import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** How items end: what is left of them, plans that were approved, and certificates. */
export class Destruction17640000000050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await this.#records(db);
    await db.query(`
      CREATE SCHEMA destruction;
      GRANT USAGE ON SCHEMA destruction TO strongroom_app;

      -- What is to go, and what stays and why: frozen when it is asked for, and worked out again when it is started.
      CREATE TABLE destruction.plan (
        id uuid PRIMARY KEY,
        ground text NOT NULL CHECK (ground IN ('disposition', 'request', 'forbidden')),
        reference text NOT NULL CHECK (reference ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        -- Where everything of one person was asked for.
        subject_id uuid REFERENCES records.subject,
        -- Whether nothing of that person stays: then the subject's own key goes.
        whole boolean NOT NULL,
        items_sha256 text NOT NULL CHECK (items_sha256 ~ '^[0-9a-f]{64}$'),
        certificate_id uuid NOT NULL UNIQUE,
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'drafted'
          CHECK (state IN ('drafted', 'started', 'keys_gone', 'copies_gone', 'parts_erased', 'bytes_gone', 'certified')),
        approval_id uuid,
        approval_sha256 text CHECK (approval_sha256 ~ '^[0-9a-f]{64}$'),
        started_by uuid,
        started_at timestamptz,
        -- The subject keys above everything that goes, as they were before the first one ended.
        key_ids uuid[] NOT NULL DEFAULT '{}',
        keys_gone_at timestamptz,
        nodes integer,
        copies jsonb NOT NULL DEFAULT '{}',
        logical_at timestamptz,
        erased_by bigint,
        bytes_gone_at timestamptz,
        CHECK (whole <= (subject_id IS NOT NULL)),
        CHECK ((state = 'drafted') = (started_at IS NULL))
      );
      CREATE INDEX plan_unfinished ON destruction.plan (started_at) WHERE state NOT IN ('drafted', 'certified');
      CREATE INDEX plan_of_subject ON destruction.plan (subject_id) WHERE subject_id IS NOT NULL;

      CREATE TABLE destruction.plan_item (
        plan_id uuid NOT NULL REFERENCES destruction.plan,
        media_id uuid NOT NULL REFERENCES records.media,
        -- Null where it goes; else the code of what keeps it.
        kept text,
        -- Rows of the schedule that let it go or keep it, with the policy's hash.
        authority jsonb NOT NULL,
        -- How many versions the store had when they were removed.
        versions integer,
        PRIMARY KEY (plan_id, media_id)
      );
      CREATE INDEX plan_item_of_media ON destruction.plan_item (media_id);
      CREATE INDEX plan_item_left ON destruction.plan_item (plan_id, media_id) WHERE kept IS NULL AND versions IS NULL;

      CREATE TABLE destruction.certificate (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL UNIQUE REFERENCES destruction.plan,
        issued_at timestamptz NOT NULL DEFAULT now(),
        body text NOT NULL,
        signature bytea NOT NULL,
        -- Written once no copy of the keystore opens anything of it any more.
        addendum text,
        addendum_signature bytea,
        addendum_at timestamptz,
        CHECK ((addendum IS NULL) = (addendum_signature IS NULL) AND (addendum IS NULL) = (addendum_at IS NULL))
      );
      CREATE INDEX certificate_order ON destruction.certificate (issued_at DESC, id DESC);
      CREATE INDEX certificate_open ON destruction.certificate (issued_at, id) WHERE addendum IS NULL;

      GRANT SELECT, INSERT, UPDATE ON destruction.plan, destruction.plan_item TO strongroom_app;
      GRANT SELECT, INSERT ON destruction.certificate TO strongroom_app;
      GRANT UPDATE (addendum, addendum_signature, addendum_at) ON destruction.certificate TO strongroom_app;
    `);
    for (const table of ['plan', 'plan_item', 'certificate']) await secureRows(db, `destruction.${table}`);
  }

  /** What stays of an item that was destroyed says nothing about a person; nothing new comes to a subject who has ended. */
  async #records(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE records.media
        DROP CONSTRAINT media_state_check,
        DROP CONSTRAINT media_check,
        ALTER content_sha256 DROP NOT NULL,
        ADD destroyed_at timestamptz,
        ADD bytes_gone_at timestamptz,
        ADD certificate_id uuid,
        ADD CONSTRAINT media_state_check CHECK (state IN ('quarantined', 'available', 'destroyed')),
        ADD CONSTRAINT media_check CHECK (state = 'destroyed' OR (state = 'available') = (cardinality(quarantine_reasons) = 0)),
        ADD CONSTRAINT media_destroyed CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL)
          AND (state = 'destroyed') = (certificate_id IS NOT NULL)),
        ADD CONSTRAINT media_tombstone CHECK (CASE WHEN bytes_gone_at IS NULL THEN content_sha256 IS NOT NULL
          ELSE state = 'destroyed' AND content_sha256 IS NULL AND file_name IS NULL END);
      ALTER TABLE records.subject ADD ended_at timestamptz;
      GRANT UPDATE (ended_at) ON records.subject TO strongroom_app;
      GRANT DELETE ON records.subject_identifier TO strongroom_app;

      CREATE FUNCTION records.refuse_destroyed() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        RAISE EXCEPTION 'what was destroyed stays so' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER stays_destroyed BEFORE UPDATE ON records.media
        FOR EACH ROW WHEN (OLD.state = 'destroyed' AND NEW.state <> 'destroyed') EXECUTE FUNCTION records.refuse_destroyed();
      CREATE FUNCTION records.refuse_ended_subject() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        IF EXISTS (SELECT FROM records.subject WHERE id = NEW.subject_id AND ended_at IS NOT NULL) THEN
          RAISE EXCEPTION 'the subject has ended' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER subject_lives BEFORE INSERT ON records.media
        FOR EACH ROW EXECUTE FUNCTION records.refuse_ended_subject();
    `);
  }

  /** Only where nothing was destroyed yet: what is gone does not fit the tables of before. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP SCHEMA destruction CASCADE;
      DROP TRIGGER subject_lives ON records.media;
      DROP TRIGGER stays_destroyed ON records.media;
      DROP FUNCTION records.refuse_ended_subject();
      DROP FUNCTION records.refuse_destroyed();
      ALTER TABLE records.subject DROP ended_at;
      REVOKE DELETE ON records.subject_identifier FROM strongroom_app;
      ALTER TABLE records.media
        DROP CONSTRAINT media_tombstone,
        DROP CONSTRAINT media_destroyed,
        DROP CONSTRAINT media_check,
        DROP CONSTRAINT media_state_check,
        DROP destroyed_at, DROP bytes_gone_at, DROP certificate_id,
        ALTER content_sha256 SET NOT NULL,
        ADD CONSTRAINT media_state_check CHECK (state IN ('quarantined', 'available')),
        ADD CONSTRAINT media_check CHECK ((state = 'available') = (cardinality(quarantine_reasons) = 0));
    `);
  }
}
