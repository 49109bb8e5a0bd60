import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Media items with their tickets, what is being received, and what is open. */
export class Media17640000000035 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Written before the first byte of an object, so that whatever is left of a failed intake is known by name.
      CREATE TABLE records.media_reservation (
        media_id uuid PRIMARY KEY,
        object_id uuid NOT NULL UNIQUE,
        object_key text NOT NULL UNIQUE,
        actor_id uuid NOT NULL,
        -- SHA-256 of the Idempotency-Key, and a keyed hash of the facts that came with it.
        key_hash bytea,
        facts_hash bytea,
        started_at timestamptz NOT NULL DEFAULT now(),
        beat_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        abandoned_at timestamptz,
        CHECK (finished_at IS NULL OR abandoned_at IS NULL)
      );
      CREATE UNIQUE INDEX media_reservation_key ON records.media_reservation (actor_id, key_hash)
        WHERE key_hash IS NOT NULL AND abandoned_at IS NULL;
      CREATE INDEX media_reservation_age ON records.media_reservation (started_at);

      CREATE TABLE records.media (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('quarantined', 'available')),
        class text NOT NULL,
        kyc boolean NOT NULL,
        purpose text NOT NULL,
        jurisdiction text,
        legal_basis text,
        subject_id uuid NOT NULL REFERENCES records.subject,
        ticket_id uuid NOT NULL REFERENCES records.ticket,
        channel text NOT NULL,
        received_by uuid NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        released_at timestamptz,
        quarantine_reasons text[] NOT NULL,
        content_type text,
        length bigint NOT NULL CHECK (length > 0),
        object_id uuid NOT NULL UNIQUE,
        object_key text NOT NULL UNIQUE,
        version_id text,
        etag text NOT NULL,
        object_size bigint NOT NULL,
        object_sha256 text NOT NULL CHECK (object_sha256 ~ '^[0-9a-f]{64}$'),
        data_key_id uuid NOT NULL UNIQUE,
        -- Personal columns, sealed under the item's payload key.
        file_name bytea,
        content_sha256 bytea NOT NULL,
        version integer NOT NULL DEFAULT 1,
        CHECK ((state = 'available') = (cardinality(quarantine_reasons) = 0)),
        CHECK (state <> 'available' OR released_at IS NOT NULL)
      );
      CREATE INDEX media_by_time ON records.media (received_at DESC, id DESC);
      CREATE INDEX media_by_subject ON records.media (subject_id, received_at DESC, id DESC);
      CREATE INDEX media_by_class ON records.media (class, received_at DESC, id DESC);
      CREATE INDEX media_by_state ON records.media (state, received_at DESC, id DESC);

      -- Every ticket that an item hangs on, the first one included.
      CREATE TABLE records.media_ticket (
        media_id uuid NOT NULL REFERENCES records.media ON DELETE CASCADE,
        ticket_id uuid NOT NULL REFERENCES records.ticket,
        linked_by uuid NOT NULL,
        linked_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (media_id, ticket_id)
      );
      CREATE INDEX media_ticket_by_ticket ON records.media_ticket (ticket_id, media_id);

      -- One opening of one item by one actor under one grant: a browser's view, or a program's reading.
      CREATE TABLE records.media_view (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('view', 'read')),
        media_id uuid NOT NULL REFERENCES records.media ON DELETE CASCADE,
        ticket_system text NOT NULL,
        ticket_id text NOT NULL,
        purpose text NOT NULL,
        rendition text NOT NULL,
        actor_kind text NOT NULL,
        actor_id uuid NOT NULL,
        actor_role text,
        session_id uuid,
        grant_id uuid NOT NULL,
        entry_id uuid NOT NULL UNIQUE,
        entry_n bigint NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        closed_at timestamptz,
        close_reason text,
        ranges integer NOT NULL DEFAULT 0,
        bytes bigint NOT NULL DEFAULT 0,
        -- Streams that run now, and the last sign of life of a process that runs one.
        streams integer NOT NULL DEFAULT 0,
        beat_at timestamptz NOT NULL DEFAULT now(),
        uncertain boolean NOT NULL DEFAULT false,
        CHECK ((closed_at IS NULL) = (close_reason IS NULL))
      );
      CREATE INDEX media_view_open ON records.media_view (expires_at) WHERE closed_at IS NULL;
      CREATE INDEX media_view_streaming ON records.media_view (beat_at) WHERE streams > 0;
      CREATE INDEX media_view_of_media ON records.media_view (media_id);
      CREATE INDEX media_view_of_session ON records.media_view (session_id) WHERE closed_at IS NULL;

      GRANT SELECT, INSERT, UPDATE, DELETE ON records.media_reservation TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE ON records.media TO strongroom_app;
      GRANT SELECT, INSERT ON records.media_ticket TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE ON records.media_view TO strongroom_app;
    `);
    for (const table of ['media_reservation', 'media', 'media_ticket']) await secureRows(db, `records.${table}`);
    await db.query(`
      ALTER TABLE records.media_view ENABLE ROW LEVEL SECURITY;
      ALTER TABLE records.media_view FORCE ROW LEVEL SECURITY;
      CREATE POLICY migrations ON records.media_view TO strongroom_owner USING (true);
      -- A view belongs to whoever opened it; the vault itself closes them.
      CREATE POLICY own ON records.media_view TO strongroom_app USING (
        nullif(current_setting('strongroom.actor', true), '')::uuid IN (actor_id, '00000000-0000-4000-8000-000000000000')
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE records.media_view;
      DROP TABLE records.media_ticket;
      DROP TABLE records.media;
      DROP TABLE records.media_reservation;
    `);
  }
}
