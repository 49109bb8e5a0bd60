import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** What people get who ask for their data: a sealed copy, and a code that opens it once. */
export class AccessPackages17640000000074 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Written before its first byte.
      CREATE TABLE requests.package (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES requests.request,
        state text NOT NULL DEFAULT 'making' CHECK (state IN ('making', 'ready', 'removed')),
        operation_id uuid NOT NULL,
        requested_by uuid NOT NULL,
        items integer NOT NULL,
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
        -- SHA-256 of the code in force; the code itself is nowhere.
        code_sha256 bytea CHECK (octet_length(code_sha256) = 32),
        code_until timestamptz,
        code_failures smallint NOT NULL DEFAULT 0,
        collected_at timestamptz,
        CHECK ((code_sha256 IS NULL) = (code_until IS NULL)),
        CHECK (state <> 'ready' OR (ready_at IS NOT NULL AND data_key_id IS NOT NULL AND etag IS NOT NULL
          AND object_size IS NOT NULL AND object_sha256 IS NOT NULL AND length IS NOT NULL))
      );
      CREATE INDEX package_of_request ON requests.package (request_id, made_at DESC);
      CREATE INDEX package_of_operation ON requests.package (operation_id);
      CREATE INDEX package_expiry ON requests.package (expires_at) WHERE state <> 'removed';

      -- Whom and what it holds: an erasure finds its copies here.
      CREATE TABLE requests.package_about (
        kind text NOT NULL CHECK (kind IN ('subject', 'media')),
        ref uuid NOT NULL,
        package_id uuid NOT NULL REFERENCES requests.package,
        PRIMARY KEY (kind, ref, package_id)
      );
      CREATE INDEX package_about_package ON requests.package_about (package_id);
      GRANT SELECT, INSERT, UPDATE ON requests.package TO strongroom_app;
      GRANT SELECT, INSERT, DELETE ON requests.package_about TO strongroom_app;
    `);
    for (const table of ['package', 'package_about']) await secureRows(db, `requests.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE requests.package_about; DROP TABLE requests.package;');
  }
}
