import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long work that somebody asked for: what it is, how far it has come, and how it ended. */
export class Operations17640000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE jobs.operation (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        actor_id uuid NOT NULL,
        -- Who asked, with the roles of that moment: the work is done in their name. No address, no device.
        actor jsonb NOT NULL,
        trace_id text NOT NULL,
        -- Ids, codes and times only.
        parameters jsonb NOT NULL,
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        done bigint NOT NULL DEFAULT 0,
        total bigint,
        result_href text,
        failure text,
        cancel_asked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
        CHECK ((state = 'failed') = (failure IS NOT NULL))
      );
      CREATE INDEX operation_by_actor ON jobs.operation (actor_id, created_at DESC, id DESC);
      CREATE INDEX operation_finished ON jobs.operation (finished_at) WHERE finished_at IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.operation TO strongroom_app;

      ALTER TABLE jobs.operation ENABLE ROW LEVEL SECURITY;
      ALTER TABLE jobs.operation FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_work ON jobs.operation TO strongroom_app USING (
        nullif(current_setting('strongroom.actor', true), '')::uuid IN (actor_id, '00000000-0000-4000-8000-000000000000'));
      CREATE POLICY migrations ON jobs.operation TO strongroom_owner USING (true);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE jobs.operation');
  }
}
