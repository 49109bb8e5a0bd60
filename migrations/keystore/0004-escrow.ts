import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The register of escrow copies (docs/decisions/0039). Each counts as a copy of its epoch's root until its holders have said that no
 * copy of it is left: a date that lies ahead would only be hoped for. Nothing wrote into the table that this one takes the place of.
 */
export class Escrow17640000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE keystore.escrow;
      CREATE TABLE keystore.escrow (
        id uuid PRIMARY KEY,
        epoch integer NOT NULL CHECK (epoch > 0),
        -- SHA-256 of the file.
        fingerprint bytea NOT NULL UNIQUE CHECK (octet_length(fingerprint) = 32),
        -- By role, in the order in which their layers come off; none where only the log told of it, after a restore.
        custodians text[] NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        drilled_at timestamptz,
        drill text CHECK (drill IN ('opened', 'closed')),
        -- When it opened last.
        opened_at timestamptz,
        -- Since when its holders have had no copy of it any more.
        ended_at timestamptz
      );
      CREATE INDEX escrow_epoch ON keystore.escrow (epoch, ended_at);
      GRANT SELECT, INSERT, UPDATE ON keystore.escrow TO strongroom_keystore;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE keystore.escrow;
      CREATE TABLE keystore.escrow (
        id uuid PRIMARY KEY,
        epoch integer NOT NULL,
        recipient bytea NOT NULL CHECK (octet_length(recipient) = 32),
        ends_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        drilled_at timestamptz
      );
      CREATE INDEX escrow_epoch ON keystore.escrow (epoch, ends_at);
      GRANT SELECT, INSERT, UPDATE ON keystore.escrow TO strongroom_keystore;
    `);
  }
}
