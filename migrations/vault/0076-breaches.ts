import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** The register of breaches, and the notices that each law asks for. */
export class Breaches17640000000076 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA breaches;
      GRANT USAGE ON SCHEMA breaches TO strongroom_app;

      CREATE TABLE breaches.breach (
        id uuid PRIMARY KEY,
        state text NOT NULL DEFAULT 'recorded' CHECK (state IN ('recorded', 'assessed', 'closed')),
        capacity text NOT NULL CHECK (capacity IN ('controller', 'processor')),
        kinds text[] NOT NULL CHECK (cardinality(kinds) > 0),
        jurisdictions text[] NOT NULL CHECK (cardinality(jurisdictions) > 0),
        sector_laws text[] NOT NULL,
        occurred_from timestamptz,
        occurred_to timestamptz,
        aware_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        recorded_by uuid NOT NULL,
        risk text CHECK (risk IN ('none', 'risk', 'high')),
        unintelligible boolean,
        assessed_at timestamptz,
        assessed_by uuid,
        closed_at timestamptz,
        closed_by uuid,
        due_at timestamptz,
        -- What happened, what it leads to and what was done: sealed under the breach's own key.
        file bytea NOT NULL,
        lessons bytea,
        CHECK ((state = 'recorded') = (assessed_at IS NULL)),
        CHECK ((assessed_at IS NULL) = (risk IS NULL) AND (assessed_at IS NULL) = (unintelligible IS NULL)
          AND (assessed_at IS NULL) = (assessed_by IS NULL)),
        CHECK ((state = 'closed') = (closed_at IS NOT NULL AND closed_by IS NOT NULL AND lessons IS NOT NULL)),
        CHECK (state <> 'closed' OR due_at IS NULL)
      );
      CREATE INDEX breach_order ON breaches.breach (coalesce(due_at, 'infinity'), id);
      CREATE INDEX breach_state ON breaches.breach (state, coalesce(due_at, 'infinity'), id);
      CREATE INDEX breach_risk ON breaches.breach (risk, coalesce(due_at, 'infinity'), id);
      GRANT SELECT, INSERT ON breaches.breach TO strongroom_app;
      GRANT UPDATE (state, kinds, jurisdictions, sector_laws, occurred_from, occurred_to, risk, unintelligible, assessed_at,
        assessed_by, closed_at, closed_by, due_at, file, lessons) ON breaches.breach TO strongroom_app;

      CREATE TABLE breaches.notice (
        breach_id uuid NOT NULL REFERENCES breaches.breach,
        code text NOT NULL,
        regime text NOT NULL,
        duty text NOT NULL CHECK (duty IN ('notify_authority', 'notify_persons', 'notify_controller')),
        started_at timestamptz NOT NULL,
        due_at timestamptz,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'given', 'waived')),
        given_at timestamptz,
        given_by uuid,
        reference text CHECK (length(reference) <= 100),
        late boolean NOT NULL DEFAULT false,
        waiver_ground text CHECK (waiver_ground ~ '^[a-z_]{1,40}$'),
        waiver_provision text,
        waiver_approval uuid,
        -- What was told, and why it was late: sealed under the breach's own key.
        file bytea,
        PRIMARY KEY (breach_id, code),
        CHECK ((state = 'given') = (given_at IS NOT NULL AND given_by IS NOT NULL AND file IS NOT NULL)),
        -- Nobody leaves a notice out alone.
        CHECK ((state = 'waived') = (waiver_ground IS NOT NULL AND waiver_provision IS NOT NULL AND waiver_approval IS NOT NULL))
      );
      COMMENT ON COLUMN breaches.notice.due_at IS 'null: without undue delay, and no day is named';
      CREATE INDEX notice_open ON breaches.notice (due_at, breach_id) WHERE state = 'open';
      GRANT SELECT, INSERT ON breaches.notice TO strongroom_app;
      GRANT UPDATE (state, given_at, given_by, reference, late, waiver_ground, waiver_provision, waiver_approval, file)
        ON breaches.notice TO strongroom_app;
    `);
    for (const table of ['breach', 'notice']) await secureRows(db, `breaches.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA breaches CASCADE');
  }
}
