import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Why and how long items are kept: claims, the events and facts they rest on, and holds. */
export class Retention17640000000040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await this.#tickets(db);
    await db.query(`
      CREATE SCHEMA retention;
      GRANT USAGE ON SCHEMA retention TO strongroom_app;

      -- What all claims of an item say together. Worked out from the other tables, and locked by whoever destroys or holds.
      CREATE TABLE retention.item (
        media_id uuid PRIMARY KEY REFERENCES records.media ON DELETE CASCADE,
        state text NOT NULL CHECK (state IN ('quarantined', 'active', 'restricted', 'disposition_due',
          'key_destroyed', 'bytes_deleted', 'backups_aged_out')),
        deletable_at timestamptz,
        must_delete_at timestamptz,
        restrict_at timestamptz,
        waiting boolean NOT NULL,
        unsettled boolean NOT NULL,
        review boolean NOT NULL,
        unknown_facts text[] NOT NULL,
        -- Policy in force when it was worked out.
        policy text NOT NULL,
        computed_at timestamptz NOT NULL DEFAULT now(),
        certificate_id uuid
      );
      CREATE INDEX item_due ON retention.item (must_delete_at, media_id)
        WHERE state IN ('quarantined', 'active', 'restricted', 'disposition_due');
      CREATE INDEX item_age ON retention.item (computed_at);

      CREATE TABLE retention.claim (
        media_id uuid NOT NULL REFERENCES retention.item ON DELETE CASCADE,
        row_id text NOT NULL,
        jurisdiction text NOT NULL,
        regime text NOT NULL,
        floor boolean NOT NULL,
        trigger_type text,
        trigger_at timestamptz,
        trigger_known_at timestamptz,
        trigger_source text,
        waiting text CHECK (waiting IN ('open', 'unknown')),
        min_until timestamptz,
        max_until timestamptz,
        ends_at timestamptz,
        PRIMARY KEY (media_id, row_id, jurisdiction),
        CHECK ((waiting IS NULL) = (trigger_at IS NOT NULL AND ends_at IS NOT NULL))
      );
      CREATE INDEX claim_by_row ON retention.claim (row_id, ends_at);

      -- Said once, never changed: a later event of the same kind counts, and what takes it back is an event of its own.
      CREATE TABLE retention.event (
        id uuid PRIMARY KEY,
        media_id uuid REFERENCES records.media ON DELETE CASCADE,
        subject_id uuid REFERENCES records.subject,
        type text NOT NULL,
        at timestamptz NOT NULL,
        known_at timestamptz NOT NULL,
        source text NOT NULL CHECK (source IN ('api', 'helpdesk', 'staff', 'vault')),
        noted_by uuid NOT NULL,
        noted_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((media_id IS NULL) <> (subject_id IS NULL))
      );
      CREATE INDEX event_of_media ON retention.event (media_id) WHERE media_id IS NOT NULL;
      CREATE INDEX event_of_subject ON retention.event (subject_id) WHERE subject_id IS NOT NULL;

      CREATE TABLE retention.fact (
        media_id uuid NOT NULL REFERENCES records.media ON DELETE CASCADE,
        code text NOT NULL,
        value text NOT NULL,
        source text NOT NULL CHECK (source IN ('api', 'helpdesk', 'staff', 'vault')),
        noted_by uuid NOT NULL,
        noted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (media_id, code)
      );

      -- One row a day: what was due, what waits for a person, what is held.
      CREATE TABLE retention.disposition_run (
        id uuid PRIMARY KEY,
        started_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL DEFAULT now(),
        items bigint NOT NULL,
        due bigint NOT NULL,
        review bigint NOT NULL,
        held bigint NOT NULL,
        policy text NOT NULL
      );
      CREATE INDEX disposition_run_age ON retention.disposition_run (finished_at DESC);
      GRANT SELECT, INSERT ON retention.disposition_run TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON retention.item, retention.claim, retention.fact TO strongroom_app;
      GRANT SELECT, INSERT ON retention.event TO strongroom_app;
    `);
    await this.#holds(db);
    for (const table of ['item', 'claim', 'event', 'fact', 'hold', 'hold_item', 'disposition_run'])
      await secureRows(db, `retention.${table}`);
  }

  /** When a ticket was closed, written by the database so that no way of closing one forgets it. */
  async #tickets(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE records.ticket ADD COLUMN closed_at timestamptz;
      UPDATE records.ticket SET closed_at = changed_at WHERE status = 'closed';
      CREATE FUNCTION records.note_closing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status = 'open' THEN NEW.closed_at := NULL;
        ELSIF TG_OP = 'INSERT' OR OLD.status = 'open' THEN NEW.closed_at := now();
        ELSE NEW.closed_at := OLD.closed_at;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER note_closing BEFORE INSERT OR UPDATE ON records.ticket
        FOR EACH ROW EXECUTE FUNCTION records.note_closing();
    `);
  }

  async #holds(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE retention.hold (
        id uuid PRIMARY KEY,
        matter text NOT NULL CHECK (matter ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        reason text NOT NULL CHECK (reason IN ('litigation', 'authority_order', 'investigation', 'audit')),
        -- Subjects, tickets, classes and times of receipt that it covers: what fits later joins.
        scope jsonb NOT NULL,
        placed_by uuid NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT now(),
        confirmed_by uuid NOT NULL,
        confirmed_at timestamptz NOT NULL DEFAULT now(),
        released_at timestamptz,
        release_approval uuid,
        CHECK ((released_at IS NULL) = (release_approval IS NULL))
      );
      CREATE INDEX hold_active ON retention.hold (confirmed_at) WHERE released_at IS NULL;
      CREATE INDEX hold_order ON retention.hold (id DESC);
      CREATE TABLE retention.hold_item (
        hold_id uuid NOT NULL REFERENCES retention.hold,
        media_id uuid NOT NULL REFERENCES retention.item ON DELETE RESTRICT,
        joined_at timestamptz NOT NULL DEFAULT now(),
        -- While a matter is open this is null; afterwards nothing is destroyed before it (cool-down).
        free_from timestamptz,
        PRIMARY KEY (hold_id, media_id)
      );
      CREATE INDEX hold_item_of_media ON retention.hold_item (media_id);
      GRANT SELECT, INSERT ON retention.hold, retention.hold_item TO strongroom_app;
      GRANT UPDATE (confirmed_by, confirmed_at, released_at, release_approval) ON retention.hold TO strongroom_app;
      GRANT UPDATE (free_from) ON retention.hold_item TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP SCHEMA retention CASCADE;
      DROP TRIGGER note_closing ON records.ticket;
      DROP FUNCTION records.note_closing();
      ALTER TABLE records.ticket DROP COLUMN closed_at;
    `);
  }
}
