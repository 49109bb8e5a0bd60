import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is needed for keys to end provably (docs/formats.md, section 2): which epochs ended and when their roots did,
 * which keys ended and under which roots they can have been, who else holds an epoch key, and which processes keep keys in memory.
 *
 * `ended_key` is written by triggers, so that no way of ending a key can forget it. No root that was made after a key ended can ever
 * have wrapped it: the newest epoch of that moment is the last one that counts.
 */
export class Epochs17640000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE keystore.epoch_key ADD backup_verified_at timestamptz;
      CREATE TABLE keystore.ended_epoch (
        epoch integer PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        provider text NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL DEFAULT now(),
        -- When its root is or will be gone, as the provider said; null until the provider has been asked.
        root_gone_at timestamptz
      );
      CREATE TABLE keystore.ended_key (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('subject', 'month', 'data', 'payload')),
        last_epoch integer NOT NULL,
        -- The subject key that wrapped it at its end: while that one lives, an old copy still opens it.
        under uuid,
        ended_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE keystore.escrow (
        id uuid PRIMARY KEY,
        epoch integer NOT NULL,
        recipient bytea NOT NULL CHECK (octet_length(recipient) = 32),
        ends_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        drilled_at timestamptz
      );
      CREATE TABLE keystore.node (
        id uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL DEFAULT now(),
        cleared bigint NOT NULL DEFAULT 0
      );
      CREATE SEQUENCE keystore.clearing;
      CREATE INDEX escrow_epoch ON keystore.escrow (epoch, ends_at);
      CREATE INDEX node_seen ON keystore.node (seen_at);

      CREATE FUNCTION keystore.remember_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch, under)
          SELECT gone.id, TG_ARGV[0], (SELECT max(e.epoch) FROM keystore.epoch_key e),
                 CASE WHEN TG_ARGV[0] IN ('data', 'payload') THEN encode(substr(gone.wrapped, 3, 16), 'hex')::uuid END
            FROM gone ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE FUNCTION keystore.remember_replaced() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
      BEGIN
        INSERT INTO keystore.ended_key (id, kind, last_epoch)
          SELECT OLD.id, TG_ARGV[0], max(e.epoch) FROM keystore.epoch_key e ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      ${['subject', 'month', 'data', 'payload']
        .map(
          (kind) => `CREATE TRIGGER ended AFTER DELETE ON keystore.${kind}_key REFERENCING OLD TABLE AS gone
            FOR EACH STATEMENT EXECUTE FUNCTION keystore.remember_ended('${kind}')`,
        )
        .join(';\n')};
      CREATE TRIGGER replaced AFTER UPDATE OF id ON keystore.subject_key
        FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION keystore.remember_replaced('subject');

      GRANT SELECT, INSERT ON keystore.ended_key TO strongroom_keystore;
      GRANT SELECT, INSERT, UPDATE ON keystore.ended_epoch, keystore.escrow TO strongroom_keystore;
      GRANT SELECT, INSERT, UPDATE, DELETE ON keystore.node TO strongroom_keystore;
      GRANT USAGE, SELECT ON SEQUENCE keystore.clearing TO strongroom_keystore;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${['subject', 'month', 'data', 'payload'].map((kind) => `DROP TRIGGER ended ON keystore.${kind}_key`).join(';\n')};
      DROP TRIGGER replaced ON keystore.subject_key;
      DROP FUNCTION keystore.remember_ended, keystore.remember_replaced;
      DROP TABLE keystore.node, keystore.escrow, keystore.ended_key, keystore.ended_epoch;
      DROP SEQUENCE keystore.clearing;
      ALTER TABLE keystore.epoch_key DROP backup_verified_at;
    `);
  }
}
