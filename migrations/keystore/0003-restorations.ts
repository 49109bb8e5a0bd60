import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a restored vault has to know: whose keys the ended ones were, so that an end is told apart from a loss, and which backup was
 * loaded here and not brought to its end yet.
 */
export class Restorations17640000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The subject of a subject key.
      ALTER TABLE keystore.ended_key ADD subject_id uuid;
      CREATE INDEX ended_subject ON keystore.ended_key (subject_id) WHERE subject_id IS NOT NULL;
      CREATE OR REPLACE FUNCTION keystore.remember_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch, under, subject_id)
          SELECT gone.id, TG_ARGV[0], (SELECT max(e.epoch) FROM keystore.epoch_key e),
                 CASE WHEN TG_ARGV[0] IN ('data', 'payload') THEN encode(substr(gone.wrapped, 3, 16), 'hex')::uuid END,
                 CASE WHEN TG_ARGV[0] = 'subject' THEN (to_jsonb(gone) ->> 'subject_id')::uuid END
            FROM gone ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE FUNCTION keystore.remember_replaced() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch, subject_id)
          SELECT OLD.id, TG_ARGV[0], max(e.epoch), OLD.subject_id FROM keystore.epoch_key e ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;

      -- Written with the rows of the backup, in one transaction. Until it is finished nothing may serve.
      CREATE TABLE keystore.restoration (
        backup uuid PRIMARY KEY,
        loaded_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      GRANT SELECT ON keystore.restoration TO strongroom_keystore;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE keystore.restoration;
      CREATE OR REPLACE FUNCTION keystore.remember_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch, under)
          SELECT gone.id, TG_ARGV[0], (SELECT max(e.epoch) FROM keystore.epoch_key e),
                 CASE WHEN TG_ARGV[0] IN ('data', 'payload') THEN encode(substr(gone.wrapped, 3, 16), 'hex')::uuid END
            FROM gone ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE FUNCTION keystore.remember_replaced() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch)
          SELECT OLD.id, TG_ARGV[0], max(e.epoch) FROM keystore.epoch_key e ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      ALTER TABLE keystore.ended_key DROP subject_id;
    `);
  }
}
