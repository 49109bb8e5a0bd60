import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every wrapped key of the vault (docs/formats.md, section 2). Data and payload keys name their subject without a foreign
 * key: ending a subject deletes one row, however many keys hang below it.
 */
export class Keys17640000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA keystore;
      CREATE TABLE keystore.epoch_key (
        epoch integer PRIMARY KEY CHECK (epoch > 0),
        id uuid NOT NULL UNIQUE,
        provider text NOT NULL,
        wrapped bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE keystore.month_key (
        id uuid PRIMARY KEY,
        month date NOT NULL UNIQUE CHECK (extract(day FROM month) = 1),
        epoch integer NOT NULL REFERENCES keystore.epoch_key,
        wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 82),
        created_at timestamptz NOT NULL DEFAULT now(),
        wrapped_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE keystore.subject_key (
        subject_id uuid PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        version integer NOT NULL CHECK (version > 0),
        epoch integer NOT NULL REFERENCES keystore.epoch_key,
        wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 82),
        created_at timestamptz NOT NULL DEFAULT now(),
        wrapped_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE keystore.data_key (
        id uuid PRIMARY KEY,
        object_id uuid NOT NULL UNIQUE,
        media_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 82),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE keystore.payload_key (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL UNIQUE,
        subject_id uuid NOT NULL,
        wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 82),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX month_key_epoch ON keystore.month_key (epoch);
      CREATE INDEX subject_key_epoch ON keystore.subject_key (epoch, subject_id);
      CREATE INDEX data_key_subject ON keystore.data_key (subject_id, id);
      CREATE INDEX data_key_media ON keystore.data_key (media_id);
      CREATE INDEX data_key_age ON keystore.data_key (created_at);
      CREATE INDEX payload_key_subject ON keystore.payload_key (subject_id, id);
      GRANT USAGE ON SCHEMA keystore TO strongroom_keystore;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA keystore TO strongroom_keystore;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA keystore CASCADE');
  }
}
