import type { MigrationInterface, QueryRunner } from 'typeorm';

const named = `nullif(current_setting('strongroom.actor', true), '') IS NOT NULL`;

/** What the rules over the log remember, and the alerts that wait for a person; who may not open by assignment. */
export class Watching17640000000062 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA watching;
      CREATE TABLE watching.cursor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        size bigint NOT NULL
      );
      COMMENT ON COLUMN watching.cursor.size IS 'entries below this number were looked at';
      INSERT INTO watching.cursor (size) VALUES (0);

      CREATE TABLE watching.history (
        actor_id uuid PRIMARY KEY,
        kept jsonb NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE watching.history IS 'can be made anew from the entries of the last 28 days';
      CREATE INDEX history_age ON watching.history (changed_at);

      CREATE TABLE watching.alert (
        id uuid PRIMARY KEY,
        rule text NOT NULL CHECK (rule ~ '^[a-z_]{1,40}$'),
        actor_id uuid NOT NULL,
        from_n bigint NOT NULL,
        n bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        seen integer NOT NULL,
        usual integer NOT NULL,
        suspended boolean NOT NULL,
        raised_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'raised' CHECK (state IN ('raised', 'closed')),
        finding text CHECK (finding ~ '^[a-z_]{1,40}$'),
        closed_by uuid,
        closed_at timestamptz,
        -- Nobody closes an alert about themselves.
        CONSTRAINT alert_not_own CHECK (closed_by <> actor_id),
        CHECK ((state = 'closed') = (finding IS NOT NULL AND closed_by IS NOT NULL AND closed_at IS NOT NULL))
      );
      CREATE INDEX alert_order ON watching.alert (id DESC);
      CREATE INDEX alert_state ON watching.alert (state, id DESC);
      CREATE INDEX alert_actor ON watching.alert (actor_id, id DESC);
      CREATE INDEX alert_age ON watching.alert (closed_at) WHERE state = 'closed';
      CREATE INDEX alert_rule ON watching.alert (rule, id DESC);
      ALTER TABLE watching.history ENABLE ROW LEVEL SECURITY;
      ALTER TABLE watching.history FORCE ROW LEVEL SECURITY;
      ALTER TABLE watching.alert ENABLE ROW LEVEL SECURITY;
      ALTER TABLE watching.alert FORCE ROW LEVEL SECURITY;
      CREATE POLICY named ON watching.history TO strongroom_app USING (${named});
      CREATE POLICY named ON watching.alert TO strongroom_app USING (${named});
      CREATE POLICY migrations ON watching.history TO strongroom_owner USING (true);
      CREATE POLICY migrations ON watching.alert TO strongroom_owner USING (true);
      GRANT USAGE ON SCHEMA watching TO strongroom_app;
      GRANT SELECT, UPDATE (size) ON watching.cursor TO strongroom_app;
      GRANT SELECT, INSERT, DELETE, UPDATE (kept, changed_at) ON watching.history TO strongroom_app;
      GRANT SELECT, INSERT, DELETE, UPDATE (state, finding, closed_by, closed_at) ON watching.alert TO strongroom_app;

      ALTER TABLE access.grants DROP CONSTRAINT grants_end_reason_check;
      ALTER TABLE access.grants ADD CONSTRAINT grants_end_reason_check
        CHECK (end_reason IN ('refused', 'revoked', 'reassigned', 'suspended'));
      CREATE TABLE access.suspension (
        id uuid PRIMARY KEY,
        actor_id uuid NOT NULL,
        -- The alert that it came of.
        cause uuid NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        lifted_by uuid,
        lifted_at timestamptz,
        CONSTRAINT suspension_not_own CHECK (lifted_by <> actor_id),
        CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
      );
      CREATE UNIQUE INDEX suspension_in_force ON access.suspension (actor_id) WHERE lifted_at IS NULL;
      CREATE INDEX suspension_cause ON access.suspension (cause);
      ALTER TABLE access.suspension ENABLE ROW LEVEL SECURITY;
      ALTER TABLE access.suspension FORCE ROW LEVEL SECURITY;
      CREATE POLICY named ON access.suspension TO strongroom_app USING (${named});
      CREATE POLICY migrations ON access.suspension TO strongroom_owner USING (true);
      GRANT SELECT, INSERT, UPDATE (lifted_by, lifted_at) ON access.suspension TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE access.suspension;
      UPDATE access.grants SET end_reason = 'revoked' WHERE end_reason = 'suspended';
      ALTER TABLE access.grants DROP CONSTRAINT grants_end_reason_check;
      ALTER TABLE access.grants ADD CONSTRAINT grants_end_reason_check CHECK (end_reason IN ('refused', 'revoked', 'reassigned'));
      DROP SCHEMA watching CASCADE;
    `);
  }
}
