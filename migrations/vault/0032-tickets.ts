import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Tickets of the helpdesks: who works on what, for which purpose. */
export class Tickets17640000000032 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE records.ticket (
        id uuid PRIMARY KEY,
        system text NOT NULL CHECK (system IN ('own', 'zendesk', 'freshdesk', 'salesforce')),
        external_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'closed')),
        assignee_id uuid,
        purpose text NOT NULL,
        subject_id uuid REFERENCES records.subject,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ticket_reference UNIQUE (system, external_id)
      );
      CREATE INDEX ticket_assignee ON records.ticket (assignee_id) WHERE status = 'open';
      CREATE INDEX ticket_subject ON records.ticket (subject_id);
      CREATE INDEX ticket_created ON records.ticket (created_at DESC, id DESC);

      GRANT SELECT, INSERT ON records.ticket TO strongroom_app;
      GRANT UPDATE (status, assignee_id, purpose, subject_id, version, changed_at) ON records.ticket TO strongroom_app;
    `);
    await secureRows(db, 'records.ticket');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE records.ticket');
  }
}
