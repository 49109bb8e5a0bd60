import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** To whom items were disclosed, and who of them was told what became of an item (GDPR Art 19). */
export class RecipientNotices17640000000075 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX requests.planned_item_waiting;
      CREATE INDEX planned_item_waiting ON requests.planned_item (media_id, request_id)
        WHERE destruction_id IS NULL AND decision IN ('keep_by_law', 'defer_to_floor', 'held', 'correct_keep_old');

      -- Organisations, never people.
      CREATE TABLE requests.recipient (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
        contact text NOT NULL CHECK (length(contact) BETWEEN 1 AND 300),
        added_at timestamptz NOT NULL DEFAULT now(),
        added_by uuid NOT NULL
      );

      -- No foreign key to the item: that it was disclosed stays known when it has gone.
      CREATE TABLE requests.disclosure (
        recipient_id uuid NOT NULL REFERENCES requests.recipient,
        media_id uuid NOT NULL,
        basis text NOT NULL CHECK (basis ~ '^[a-z_]{1,40}$'),
        disclosed_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (media_id, recipient_id)
      );
      CREATE INDEX disclosure_of_recipient ON requests.disclosure (recipient_id);

      CREATE TABLE requests.notice (
        request_id uuid NOT NULL REFERENCES requests.request,
        recipient_id uuid NOT NULL REFERENCES requests.recipient,
        erased uuid[] NOT NULL,
        restricted uuid[] NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'told', 'acknowledged', 'impossible')),
        opened_at timestamptz NOT NULL DEFAULT now(),
        told_at timestamptz,
        -- From then on somebody asks again.
        remind_at timestamptz NOT NULL DEFAULT now() + interval '3 days',
        ended_at timestamptz,
        PRIMARY KEY (request_id, recipient_id),
        CHECK (state <> 'told' OR told_at IS NOT NULL),
        CHECK ((state IN ('acknowledged', 'impossible')) = (ended_at IS NOT NULL))
      );
      CREATE INDEX notice_waiting ON requests.notice (remind_at, request_id) WHERE state IN ('open', 'told');

      GRANT SELECT, INSERT, UPDATE (contact) ON requests.recipient TO strongroom_app;
      GRANT SELECT, INSERT ON requests.disclosure TO strongroom_app;
      GRANT SELECT, INSERT, UPDATE (erased, restricted, state, told_at, remind_at, ended_at) ON requests.notice TO strongroom_app;
    `);
    for (const table of ['recipient', 'disclosure', 'notice']) await secureRows(db, `requests.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE requests.notice; DROP TABLE requests.disclosure; DROP TABLE requests.recipient;');
  }
}
