import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** What evidence is kept as: bundles and reports, policies in force, and reviews of the log. */
export class Evidence17640000000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA evidence;
      GRANT USAGE ON SCHEMA evidence TO strongroom_app;

      -- A bundle or report: a copy of personal data, sealed under keys of its own. Written before its first byte.
      CREATE TABLE evidence.artefact (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('bundle', 'report')),
        format text NOT NULL CHECK (format IN ('zip', 'json', 'pdf')),
        class text NOT NULL,
        state text NOT NULL DEFAULT 'making' CHECK (state IN ('making', 'ready', 'removed')),
        operation_id uuid NOT NULL,
        requested_by uuid NOT NULL,
        -- What was asked for: ids, codes and times.
        request jsonb NOT NULL,
        content text NOT NULL CHECK (content IN ('none', 'hashes', 'bytes')),
        made_at timestamptz NOT NULL DEFAULT now(),
        ready_at timestamptz,
        expires_at timestamptz NOT NULL,
        removed_at timestamptz,
        object_id uuid NOT NULL UNIQUE,
        object_key text NOT NULL UNIQUE,
        data_key_id uuid UNIQUE,
        version_id text,
        etag text,
        object_size bigint,
        object_sha256 text CHECK (object_sha256 ~ '^[0-9a-f]{64}$'),
        length bigint,
        entries bigint,
        CHECK ((state = 'making') = (ready_at IS NULL) OR state = 'removed'),
        CHECK (state <> 'ready' OR (data_key_id IS NOT NULL AND etag IS NOT NULL AND object_size IS NOT NULL AND length IS NOT NULL))
      );
      CREATE INDEX artefact_by_time ON evidence.artefact (kind, made_at DESC, id DESC);
      CREATE INDEX artefact_by_operation ON evidence.artefact (operation_id);
      CREATE INDEX artefact_expiry ON evidence.artefact (expires_at) WHERE state <> 'removed';

      -- Whom and what a copy holds: an erasure finds its copies here.
      CREATE TABLE evidence.artefact_about (
        kind text NOT NULL CHECK (kind IN ('subject', 'media')),
        ref uuid NOT NULL,
        artefact_id uuid NOT NULL REFERENCES evidence.artefact ON DELETE CASCADE,
        PRIMARY KEY (kind, ref, artefact_id)
      );
      CREATE INDEX artefact_about_artefact ON evidence.artefact_about (artefact_id);

      -- An auditor sees what was given to them, until a date.
      CREATE TABLE evidence.artefact_reader (
        artefact_id uuid NOT NULL REFERENCES evidence.artefact ON DELETE CASCADE,
        actor_id uuid NOT NULL,
        given_by uuid NOT NULL,
        given_at timestamptz NOT NULL DEFAULT now(),
        until timestamptz NOT NULL,
        PRIMARY KEY (artefact_id, actor_id)
      );
      CREATE INDEX artefact_reader_actor ON evidence.artefact_reader (actor_id, artefact_id);

      -- The policy files by their hash, as a start of the vault read them.
      CREATE TABLE evidence.policy (
        hash text PRIMARY KEY CHECK (hash ~ '^sha256:[0-9a-f]{64}$'),
        files jsonb NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT now()
      );

      -- Sign-off: who reviewed which part of the log, what they found, and how it was closed.
      CREATE TABLE evidence.log_review (
        id uuid PRIMARY KEY,
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        alert_ids uuid[] NOT NULL,
        entries bigint NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('nothing_found', 'finding')),
        finding text,
        reviewed_by uuid NOT NULL,
        reviewed_at timestamptz NOT NULL DEFAULT now(),
        closure text,
        closed_by uuid,
        closed_at timestamptz,
        CHECK (period_from < period_to),
        CHECK ((outcome = 'finding') = (finding IS NOT NULL)),
        CHECK ((closure IS NULL) = (closed_by IS NULL) AND (closure IS NULL) = (closed_at IS NULL)),
        CHECK (closure IS NULL OR outcome = 'finding')
      );
      CREATE INDEX log_review_series ON evidence.log_review (period_to DESC, id DESC);
      CREATE INDEX log_review_alerts ON evidence.log_review USING gin (alert_ids);

      GRANT SELECT, INSERT, UPDATE ON evidence.artefact, evidence.artefact_reader, evidence.log_review TO strongroom_app;
      GRANT SELECT, INSERT, DELETE ON evidence.artefact_about TO strongroom_app;
      GRANT SELECT, INSERT ON evidence.policy TO strongroom_app;
    `);
    for (const table of tables) await secureRows(db, `evidence.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA evidence CASCADE');
  }
}

const tables = ['artefact', 'artefact_about', 'artefact_reader', 'policy', 'log_review'];
