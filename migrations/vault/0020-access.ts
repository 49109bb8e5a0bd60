import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants and their uses. The application may change a grant's state, never its terms. */
export class Access17640000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA access;
      CREATE TABLE access.grants (
        id uuid PRIMARY KEY,
        actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'client')),
        actor_id uuid NOT NULL,
        media_id uuid,
        ticket_system text NOT NULL,
        ticket_id text NOT NULL,
        purpose text NOT NULL,
        rendition text NOT NULL CHECK (rendition IN ('original')),
        reason text,
        not_before timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        max_views integer CHECK (max_views > 0),
        state text NOT NULL CHECK (state IN ('requested', 'active', 'refused', 'revoked', 'expired')),
        auto boolean NOT NULL,
        suspended_at timestamptz,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL DEFAULT now(),
        given_by uuid,
        given_at timestamptz,
        ended_by uuid,
        ended_at timestamptz,
        end_reason text CHECK (end_reason IN ('refused', 'revoked', 'reassigned')),
        CONSTRAINT grants_limited CHECK (expires_at > not_before AND expires_at <= not_before + interval '72 hours'),
        CONSTRAINT grants_never_to_self CHECK (given_by <> actor_id),
        CONSTRAINT grants_given_by_somebody CHECK (auto OR state NOT IN ('active', 'revoked') OR given_by IS NOT NULL)
      );
      CREATE UNIQUE INDEX grants_assignment ON access.grants (actor_id, ticket_system, ticket_id, purpose)
        WHERE auto AND state = 'active';
      CREATE INDEX grants_actor ON access.grants (actor_id, ticket_system, ticket_id, purpose);
      CREATE INDEX grants_ticket ON access.grants (ticket_system, ticket_id) WHERE state = 'active';
      CREATE INDEX grants_media ON access.grants (media_id) WHERE media_id IS NOT NULL;
      CREATE INDEX grants_asked ON access.grants (asked_at DESC, id DESC);

      CREATE TABLE access.grant_use (
        entry_id uuid PRIMARY KEY,
        grant_id uuid NOT NULL REFERENCES access.grants,
        used_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX grant_use_grant ON access.grant_use (grant_id);

      ALTER TABLE access.grants ENABLE ROW LEVEL SECURITY;
      ALTER TABLE access.grants FORCE ROW LEVEL SECURITY;
      ALTER TABLE access.grant_use ENABLE ROW LEVEL SECURITY;
      ALTER TABLE access.grant_use FORCE ROW LEVEL SECURITY;
      CREATE POLICY named_actor ON access.grants TO strongroom_app
        USING (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
      CREATE POLICY named_actor ON access.grant_use TO strongroom_app
        USING (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
      CREATE POLICY migrations ON access.grants TO strongroom_owner USING (true);
      CREATE POLICY migrations ON access.grant_use TO strongroom_owner USING (true);

      GRANT USAGE ON SCHEMA access TO strongroom_app;
      GRANT SELECT, INSERT ON access.grants, access.grant_use TO strongroom_app;
      GRANT UPDATE (state, not_before, suspended_at, given_by, given_at, ended_by, ended_at, end_reason)
        ON access.grants TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA access CASCADE');
  }
}
