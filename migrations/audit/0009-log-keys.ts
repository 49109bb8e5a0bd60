import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which key signed the log when, from the first change of key on. */
export class LogKeys17640000000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(keys);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE audit.log_key; DROP FUNCTION audit.guard_log_key();');
  }
}

const keys = `
  CREATE TABLE audit.log_key (
    first_size bigint PRIMARY KEY CHECK (first_size > 0),
    last_size bigint CHECK (last_size >= first_size),
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    hand_over text
  );
  COMMENT ON TABLE audit.log_key IS 'which key signed checkpoints of which sizes, from the first change of key on';
  COMMENT ON COLUMN audit.log_key.hand_over IS 'signed note by which the key before handed over; null for the first';
  CREATE UNIQUE INDEX log_key_present ON audit.log_key ((last_size IS NULL)) WHERE last_size IS NULL;

  CREATE FUNCTION audit.guard_log_key() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF OLD.last_size IS NOT NULL OR (NEW.first_size, NEW.public_key, NEW.hand_over)
       IS DISTINCT FROM (OLD.first_size, OLD.public_key, OLD.hand_over) THEN
      RAISE EXCEPTION 'a key of the log can only end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER only_ends BEFORE UPDATE ON audit.log_key FOR EACH ROW EXECUTE FUNCTION audit.guard_log_key();
  CREATE TRIGGER append_only BEFORE DELETE ON audit.log_key FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.log_key FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  GRANT SELECT ON audit.log_key TO strongroom_app;
`;
