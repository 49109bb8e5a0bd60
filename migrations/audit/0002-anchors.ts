import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the vault knows of its anchors. The anchors themselves are elsewhere: these rows can be lost or old, and are compared with them at the start. */
export class Anchors17640000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE audit.anchor (
        name text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('bucket', 'witness', 'time_stamp')),
        size bigint NOT NULL DEFAULT 0,
        anchored_at timestamptz,
        failing_since timestamptz,
        error text,
        protects boolean NOT NULL DEFAULT true,
        proved_at timestamptz
      );
      COMMENT ON COLUMN audit.anchor.size IS 'entries that it remembers';
      COMMENT ON COLUMN audit.anchor.protects IS 'whether nobody can make it forget, as its last proof showed';

      CREATE TABLE audit.cosignature (
        size bigint NOT NULL,
        witness text NOT NULL,
        line text NOT NULL,
        cosigned_at timestamptz NOT NULL,
        PRIMARY KEY (size, witness)
      );
      CREATE INDEX cosignature_witness ON audit.cosignature (witness, size);
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.cosignature FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.cosignature FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

      CREATE TABLE audit.time_stamp (
        size bigint PRIMARY KEY,
        asked_at timestamptz NOT NULL,
        token bytea,
        stamped_at timestamptz,
        CHECK ((token IS NULL) = (stamped_at IS NULL))
      );
      COMMENT ON TABLE audit.time_stamp IS 'RFC 3161 tokens over checkpoint notes; without a token it waits for the authority';
      CREATE INDEX time_stamp_waiting ON audit.time_stamp (size) WHERE token IS NULL;
      CREATE FUNCTION audit.guard_time_stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF OLD.token IS NOT NULL OR NEW.size IS DISTINCT FROM OLD.size THEN
          RAISE EXCEPTION 'a time stamp is not changed' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER only_stamped BEFORE UPDATE ON audit.time_stamp FOR EACH ROW EXECUTE FUNCTION audit.guard_time_stamp();
      CREATE TRIGGER append_only BEFORE DELETE ON audit.time_stamp FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.time_stamp FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

      CREATE INDEX private_erased_by ON audit.private (erased_by) WHERE erased_by IS NOT NULL;

      GRANT SELECT ON audit.anchor, audit.cosignature, audit.time_stamp TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX audit.private_erased_by;
      DROP TABLE audit.time_stamp, audit.cosignature, audit.anchor;
      DROP FUNCTION audit.guard_time_stamp();
    `);
  }
}
