import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureRows } from './0030-subjects';

/** Items that are handed to an authority on a legal order, and the recipients' home: records, beside the items. */
export class Productions17640000000086 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE requests.recipient SET SCHEMA records;
      ALTER TABLE requests.disclosure SET SCHEMA records;
      -- A law forbids to tell the person of it.
      ALTER TABLE records.disclosure ADD COLUMN secret boolean NOT NULL DEFAULT false;

      -- What was asked for by an order, frozen: the approvals bind the hash of the items.
      CREATE TABLE evidence.production (
        id uuid PRIMARY KEY,
        reference text NOT NULL CHECK (reference ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        recipient_id uuid NOT NULL REFERENCES records.recipient,
        legal_basis text NOT NULL CHECK (length(legal_basis) BETWEEN 1 AND 120),
        scope jsonb NOT NULL,
        secret boolean NOT NULL,
        ticket_system text NOT NULL,
        ticket_id text NOT NULL,
        items integer NOT NULL CHECK (items > 0),
        held integer NOT NULL,
        -- Items of the scope that cannot be opened: quarantined.
        withheld integer NOT NULL,
        items_sha256 text NOT NULL CHECK (items_sha256 ~ '^[0-9a-f]{64}$'),
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        approval_id uuid UNIQUE,
        started_at timestamptz,
        handed_out_at timestamptz,
        CHECK ((approval_id IS NULL) = (started_at IS NULL)),
        CHECK (handed_out_at IS NULL OR started_at IS NOT NULL)
      );
      CREATE INDEX production_order ON evidence.production (id DESC);
      CREATE INDEX production_requester ON evidence.production (requested_by, id DESC);
      CREATE INDEX production_recipient ON evidence.production (recipient_id);
      -- No foreign key to the item: that it was produced stays known when it has gone.
      CREATE TABLE evidence.production_item (
        production_id uuid NOT NULL REFERENCES evidence.production,
        media_id uuid NOT NULL,
        PRIMARY KEY (production_id, media_id)
      );
      CREATE INDEX production_item_of_media ON evidence.production_item (media_id);
      GRANT SELECT, INSERT ON evidence.production, evidence.production_item TO strongroom_app;
      GRANT UPDATE (approval_id, started_at, handed_out_at) ON evidence.production TO strongroom_app;

      ALTER TABLE evidence.artefact
        DROP CONSTRAINT artefact_kind_check,
        ADD CONSTRAINT artefact_kind_check CHECK (kind IN ('bundle', 'report', 'answer', 'production')),
        ADD COLUMN production_id uuid GENERATED ALWAYS AS ((request ->> 'production')::uuid) STORED,
        ADD CONSTRAINT artefact_production CHECK ((kind = 'production') = (production_id IS NOT NULL));
      CREATE INDEX artefact_of_production ON evidence.artefact (production_id) WHERE production_id IS NOT NULL;
    `);
    for (const table of ['production', 'production_item']) await secureRows(db, `evidence.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM evidence.artefact WHERE kind = 'production';
      ALTER TABLE evidence.artefact
        DROP CONSTRAINT artefact_production,
        DROP COLUMN production_id,
        DROP CONSTRAINT artefact_kind_check,
        ADD CONSTRAINT artefact_kind_check CHECK (kind IN ('bundle', 'report', 'answer'));
      DROP TABLE evidence.production_item;
      DROP TABLE evidence.production;
      ALTER TABLE records.disclosure DROP COLUMN secret;
      ALTER TABLE records.disclosure SET SCHEMA requests;
      ALTER TABLE records.recipient SET SCHEMA requests;
    `);
  }
}
