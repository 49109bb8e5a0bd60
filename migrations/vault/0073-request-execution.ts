import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Carrying plans of subject requests out: what was approved, what was destroyed under it, what goes later, and every step. */
export class RequestExecution17640000000073 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE requests.request
        -- What a person said that no rule can know: others on an item, the ground of a restriction, an objection upheld.
        ADD plan_said jsonb,
        ADD plan_approval uuid,
        ADD carried_out_at timestamptz,
        ADD CHECK (state NOT IN ('executing', 'carried_out') OR (subject_id IS NOT NULL AND identity IS NOT NULL AND plan_approval IS NOT NULL)),
        ADD CHECK (state <> 'carried_out' OR carried_out_at IS NOT NULL);
      GRANT UPDATE (plan_said, plan_approval, carried_out_at) ON requests.request TO strongroom_app;

      -- Which plan of destruction took the item; null while it is there.
      ALTER TABLE requests.planned_item ADD destruction_id uuid;
      GRANT UPDATE (destruction_id) ON requests.planned_item TO strongroom_app;
      CREATE INDEX planned_item_waiting ON requests.planned_item (media_id, request_id)
        WHERE destruction_id IS NULL AND decision IN ('keep_by_law', 'defer_to_floor', 'held');

      -- No foreign key to the plan: it belongs to another module.
      CREATE TABLE requests.destruction (
        plan_id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES requests.request,
        later boolean NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        certificate_id uuid,
        certified_at timestamptz,
        CHECK ((certificate_id IS NULL) = (certified_at IS NULL))
      );
      CREATE INDEX destruction_of_request ON requests.destruction (request_id, started_at);
      GRANT SELECT, INSERT, UPDATE (certificate_id, certified_at) ON requests.destruction TO strongroom_app;

      -- What happened, for whoever works on the request. The log proves it; this only shows it.
      CREATE TABLE requests.step (
        request_id uuid NOT NULL REFERENCES requests.request,
        n integer GENERATED ALWAYS AS IDENTITY,
        type text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        actor_id uuid NOT NULL,
        role text,
        reason text,
        PRIMARY KEY (request_id, n)
      );
      GRANT SELECT, INSERT ON requests.step TO strongroom_app;
    `);
    for (const table of ['destruction', 'step']) await secureRows(db, `requests.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE requests.step;
      DROP TABLE requests.destruction;
      ALTER TABLE requests.planned_item DROP destruction_id;
      ALTER TABLE requests.request DROP plan_said, DROP plan_approval, DROP carried_out_at;
    `);
  }
}
