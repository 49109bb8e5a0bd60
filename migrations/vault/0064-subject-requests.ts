import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** The register of subject requests, their clocks, and what is planned for each item. */
export class SubjectRequests17640000000064 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA requests;
      GRANT USAGE ON SCHEMA requests TO strongroom_app;

      CREATE TABLE requests.request (
        id uuid PRIMARY KEY,
        type text NOT NULL CHECK (type ~ '^[a-z_]{1,40}$'),
        regime text NOT NULL CHECK (regime IN ('GDPR', 'UK', 'DPDP', 'CCPA')),
        jurisdiction text NOT NULL,
        channel text NOT NULL CHECK (channel ~ '^[a-z_]{1,40}$'),
        language text NOT NULL CHECK (language IN ('en', 'de', 'hi')),
        state text NOT NULL DEFAULT 'received' CHECK (state ~ '^[a-z_]{1,40}$'),
        -- No foreign key: the request outlives the erasure that it asked for.
        subject_id uuid,
        by_nominee boolean NOT NULL,
        group_id uuid NOT NULL REFERENCES requests.request,
        received_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        recorded_by uuid NOT NULL,
        identity text CHECK (identity ~ '^[a-z_]{1,40}$'),
        identified_by uuid,
        outcome text CHECK (outcome ~ '^[a-z_]{1,40}$'),
        refusal_ground text,
        refusal_article text,
        refusal_approval uuid,
        answered_at timestamptz,
        answered_by uuid,
        closed_at timestamptz,
        due_at timestamptz,
        -- What the person said, and how to reach them: sealed under the request's own key.
        file bytea NOT NULL,
        answer bytea,
        CHECK ((state = 'refused') <= (refusal_ground IS NOT NULL)),
        CHECK ((refusal_ground IS NULL) = (refusal_article IS NULL) AND (refusal_ground IS NULL) = (refusal_approval IS NULL)),
        CHECK ((state IN ('answered', 'closed')) = (answered_at IS NOT NULL AND outcome IS NOT NULL)),
        CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
        -- Nothing is planned for somebody whom nobody identified.
        CHECK (state <> 'planned' OR (subject_id IS NOT NULL AND identity IS NOT NULL))
      );
      CREATE INDEX request_order ON requests.request (coalesce(due_at, 'infinity'), id);
      CREATE INDEX request_open ON requests.request (coalesce(due_at, 'infinity'), id) WHERE state NOT IN ('answered', 'closed');
      CREATE INDEX request_state ON requests.request (state, coalesce(due_at, 'infinity'), id);
      CREATE INDEX request_type ON requests.request (type, coalesce(due_at, 'infinity'), id);
      CREATE INDEX request_regime ON requests.request (regime, coalesce(due_at, 'infinity'), id);
      CREATE INDEX request_subject ON requests.request (subject_id, type, regime, received_at);
      CREATE INDEX request_group ON requests.request (group_id);
      CREATE INDEX request_received ON requests.request (received_at);
      GRANT SELECT, INSERT ON requests.request TO strongroom_app;
      GRANT UPDATE (state, subject_id, group_id, identity, identified_by, outcome, refusal_ground, refusal_article, refusal_approval,
        answered_at, answered_by, closed_at, due_at, answer) ON requests.request TO strongroom_app;

      -- Clocks as they run; when one is due is worked out from this and its rule.
      CREATE TABLE requests.clock (
        request_id uuid NOT NULL REFERENCES requests.request,
        code text NOT NULL,
        duty text NOT NULL CHECK (duty IN ('acknowledge', 'answer')),
        started_at timestamptz NOT NULL,
        pauses jsonb NOT NULL DEFAULT '[]',
        extended_at timestamptz,
        extension_reason text CHECK (extension_reason ~ '^[a-z_]{1,40}$'),
        met_at timestamptz,
        PRIMARY KEY (request_id, code),
        CHECK ((extended_at IS NULL) = (extension_reason IS NULL))
      );
      GRANT SELECT, INSERT, UPDATE (pauses, extended_at, extension_reason, met_at) ON requests.clock TO strongroom_app;

      CREATE TABLE requests.planned_item (
        request_id uuid NOT NULL REFERENCES requests.request,
        -- No foreign key: the plan stays when the item has gone.
        media_id uuid NOT NULL,
        decision text NOT NULL CHECK (decision ~ '^[a-z_]{1,40}$'),
        code text NOT NULL,
        provision text,
        because text[] NOT NULL,
        until timestamptz,
        planned_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (request_id, media_id)
      );
      CREATE INDEX planned_item_media ON requests.planned_item (media_id);
      GRANT SELECT, INSERT, DELETE ON requests.planned_item TO strongroom_app;
    `);
    for (const table of ['request', 'clock', 'planned_item']) await secureRows(db, `requests.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA requests CASCADE');
  }
}
