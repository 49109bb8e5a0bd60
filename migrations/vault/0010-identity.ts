import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may act: people, their sessions, client programs, their tokens, and the link that makes the first administrator. */
export class Identity17640000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA identity;

      CREATE TABLE identity.account (
        id uuid PRIMARY KEY,
        -- Who this is, whatever name is shown: one person has one account ("local:" and the folded name, later "oidc:" issuer and subject).
        identity_key text NOT NULL CONSTRAINT account_identity_key UNIQUE,
        name text NOT NULL CHECK (length(name) BETWEEN 2 AND 64),
        display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
        roles text[] NOT NULL,
        password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
        must_change_password boolean NOT NULL,
        one_time_until timestamptz,
        failures integer NOT NULL DEFAULT 0,
        paused_until timestamptz,
        lock_reason text CHECK (lock_reason IN ('administrator', 'failures')),
        locked_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid NOT NULL,
        last_sign_in_at timestamptz,
        CHECK ((lock_reason IS NULL) = (locked_at IS NULL)),
        CHECK (must_change_password OR one_time_until IS NULL)
      );
      CREATE INDEX account_order ON identity.account (name, id);
      CREATE INDEX account_roles ON identity.account USING gin (roles);

      CREATE TABLE identity.session (
        id uuid PRIMARY KEY,
        -- SHA-256 of the 256-bit secret in the cookie; the secret itself is nowhere.
        token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        account_id uuid NOT NULL REFERENCES identity.account,
        amr text[] NOT NULL,
        device text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        touched_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      CREATE INDEX session_of_account ON identity.session (account_id, opened_at);
      CREATE INDEX session_open ON identity.session (touched_at) WHERE ended_at IS NULL;
      CREATE INDEX session_ended ON identity.session (ended_at) WHERE ended_at IS NOT NULL;

      CREATE TABLE identity.client (
        id uuid PRIMARY KEY,
        name text NOT NULL CONSTRAINT client_name UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
        scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
        secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        last_used_at timestamptz
      );
      CREATE INDEX client_order ON identity.client (created_at, id);

      CREATE TABLE identity.token (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        client_id uuid NOT NULL REFERENCES identity.client,
        scopes text[] NOT NULL,
        issued_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX token_of_client ON identity.token (client_id);
      CREATE INDEX token_age ON identity.token (expires_at);

      CREATE TABLE identity.setup_link (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        made_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        account_id uuid REFERENCES identity.account
      );

      GRANT USAGE ON SCHEMA identity TO strongroom_app;
      -- Accounts and clients are never removed: entries in the log name them.
      GRANT SELECT, INSERT, UPDATE ON identity.account, identity.client TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON identity.session, identity.token, identity.setup_link TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA identity CASCADE');
  }
}
