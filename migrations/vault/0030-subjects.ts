import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subjects, their sealed identifiers and the history of merges. */
export class Subjects17640000000030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA records;
      GRANT USAGE ON SCHEMA records TO strongroom_app;

      CREATE TABLE records.subject (
        id uuid PRIMARY KEY,
        provisional boolean NOT NULL,
        merged_into uuid REFERENCES records.subject CHECK (merged_into <> id),
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid NOT NULL
      );
      CREATE INDEX subject_created ON records.subject (created_at DESC, id DESC);
      CREATE INDEX subject_merged ON records.subject (merged_into) WHERE merged_into IS NOT NULL;

      CREATE TABLE records.subject_identifier (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL REFERENCES records.subject,
        kind text NOT NULL CHECK (kind IN ('phone', 'email', 'bsuid', 'customer_number')),
        lookup bytea NOT NULL CHECK (length(lookup) = 32),
        sealed bytea NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        added_by uuid NOT NULL,
        CONSTRAINT subject_identifier_one_owner UNIQUE (kind, lookup)
      );
      CREATE INDEX subject_identifier_subject ON records.subject_identifier (subject_id);

      CREATE TABLE records.subject_merge (
        id uuid PRIMARY KEY,
        merged_id uuid NOT NULL REFERENCES records.subject,
        survivor_id uuid NOT NULL REFERENCES records.subject,
        merged_at timestamptz NOT NULL DEFAULT now(),
        merged_by uuid NOT NULL,
        keys_moved_at timestamptz,
        CONSTRAINT subject_merge_once UNIQUE (merged_id),
        CHECK (merged_id <> survivor_id)
      );
      CREATE INDEX subject_merge_survivor ON records.subject_merge (survivor_id);

      GRANT SELECT, INSERT ON records.subject, records.subject_identifier, records.subject_merge TO strongroom_app;
      GRANT UPDATE (provisional, merged_into) ON records.subject TO strongroom_app;
      GRANT UPDATE (keys_moved_at) ON records.subject_merge TO strongroom_app;
    `);
    for (const table of ['subject', 'subject_identifier', 'subject_merge']) await secureRows(db, `records.${table}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA records CASCADE');
  }
}

/** Shows a table's rows only to transactions that name their actor, and to migrations. */
export async function secureRows(db: QueryRunner, table: string): Promise<void> {
  await db.query(`
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY named_actor ON ${table} TO strongroom_app
      USING (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
    CREATE POLICY migrations ON ${table} TO strongroom_owner USING (true);
  `);
}
