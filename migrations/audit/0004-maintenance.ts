import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Pruning removes what is too old and keeps its hashes. Leaves go only where a sealed entry says so: the table of prunings
 * believes nothing but the log.
 */
export class Maintenance17640000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(pruning);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER append_only ON audit.leaf;
      DROP TRIGGER only_pruned ON audit.leaf;
      DROP TRIGGER only_pruned ON audit.private;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER append_only BEFORE DELETE ON audit.private FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
      DROP TABLE audit.pruning;
      DROP FUNCTION audit.prune(bigint, bigint);
      DROP FUNCTION audit.guard_pruning();
      DROP FUNCTION audit.guard_pruned();
    `);
  }
}

const pruning = `
  CREATE TABLE audit.pruning (
    entry bigint PRIMARY KEY,
    below bigint NOT NULL CHECK (below > 0 AND below % 256 = 0),
    began_at timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE audit.pruning IS 'sealed entries that let leaves below a number go; their hashes stay in the tiles';

  CREATE FUNCTION audit.guard_pruning() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    PERFORM FROM audit.leaf l WHERE l.n = NEW.entry AND l.type = 'audit.pruned' AND l.decision = 'allow' AND l.n >= NEW.below
      AND convert_from(l.body, 'UTF8')::json #>> '{e,range}' = '0-' || (NEW.below - 1)::text;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no entry lets these leaves go' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (SELECT count(*) FROM audit.tile t WHERE t.level = 0 AND t.index < NEW.below / 256) <> NEW.below / 256 THEN
      RAISE EXCEPTION 'the hashes of these leaves are not kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER by_entry BEFORE INSERT ON audit.pruning FOR EACH ROW EXECUTE FUNCTION audit.guard_pruning();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.pruning FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.pruning FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

  CREATE FUNCTION audit.guard_pruned() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM audit.pruning p WHERE p.below > OLD.n) THEN
      RAISE EXCEPTION 'the log is append-only: DELETE on % refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
  END $$;
  DROP TRIGGER append_only ON audit.leaf;
  CREATE TRIGGER append_only BEFORE UPDATE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER only_pruned BEFORE DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.guard_pruned();
  DROP TRIGGER append_only ON audit.private;
  CREATE TRIGGER only_pruned BEFORE DELETE ON audit.private FOR EACH ROW EXECUTE FUNCTION audit.guard_pruned();

  -- Removes what an entry lets go, at most so many numbers at once, and answers how many leaves went: 0 when all are gone.
  -- By DELETE, also where whole blocks go: detaching one would make every reader of the log wait.
  CREATE FUNCTION audit.prune(entry bigint, most bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DECLARE
    allowed bigint;
    upto bigint;
    gone bigint;
  BEGIN
    INSERT INTO audit.pruning (entry, below)
      SELECT l.n, split_part(convert_from(l.body, 'UTF8')::json #>> '{e,range}', '-', 2)::bigint + 1 FROM audit.leaf l
       WHERE l.n = prune.entry AND l.type = 'audit.pruned'
      ON CONFLICT DO NOTHING;
    SELECT p.below INTO allowed FROM audit.pruning p WHERE p.entry = prune.entry;
    IF allowed IS NULL THEN
      RAISE EXCEPTION 'no entry lets these leaves go' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT least(allowed, (min(l.n) / 256 + greatest(most / 256, 1)) * 256) INTO upto FROM audit.leaf l WHERE l.n < allowed;
    IF upto IS NULL THEN RETURN 0; END IF;
    DELETE FROM audit.private p WHERE p.n < upto;
    DELETE FROM audit.leaf l WHERE l.n < upto;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
  END $$;
  REVOKE ALL ON FUNCTION audit.prune(bigint, bigint) FROM PUBLIC;
  GRANT SELECT ON audit.pruning TO strongroom_app;
`;
