import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox that jobs start from, remembered answers of repeated requests, and rate-limit counters. */
export class Platform17640000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA jobs;
      CREATE TABLE jobs.outbox (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        body jsonb NOT NULL,
        trace_id text NOT NULL,
        actor_id uuid NOT NULL,
        not_before timestamptz NOT NULL DEFAULT now(),
        written_at timestamptz NOT NULL DEFAULT now(),
        dispatched_at timestamptz,
        finished_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        failure text
      );
      CREATE INDEX outbox_open ON jobs.outbox (not_before, id) WHERE finished_at IS NULL;
      CREATE INDEX outbox_finished ON jobs.outbox (finished_at) WHERE finished_at IS NOT NULL;
      GRANT USAGE ON SCHEMA jobs TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.outbox TO strongroom_app;

      CREATE SCHEMA http;
      CREATE TABLE http.idempotency (
        actor_id uuid NOT NULL,
        key_hash bytea NOT NULL,
        request_hash bytea NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        status integer,
        location text,
        body jsonb,
        PRIMARY KEY (actor_id, key_hash)
      );
      CREATE INDEX idempotency_age ON http.idempotency (started_at);
      CREATE TABLE http.rate_limit (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      );
      CREATE INDEX rate_limit_expire ON http.rate_limit (expire);
      CREATE TABLE http.signing_key (
        id integer PRIMARY KEY CHECK (id = 1),
        key bytea NOT NULL
      );
      GRANT USAGE ON SCHEMA http TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON http.idempotency, http.rate_limit TO strongroom_app;
      GRANT SELECT, INSERT ON http.signing_key TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA http CASCADE; DROP SCHEMA jobs CASCADE;');
  }
}
