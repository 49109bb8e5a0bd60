import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log: a queue that the app role may only add to, and sealed leaves that nobody may change.
 * Leaves are partitioned by blocks of 2^20 numbers (docs/decisions: log partitions), so that one unique index holds
 * each number apart and pruning drops whole bundles.
 */
export class Log17640000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(queue);
    await db.query(leaves);
    await db.query(treeTables);
    await db.query(personal);
    await db.query(guards);
    await db.query(grants);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE audit.verification, audit.private, audit.tile, audit.checkpoint, audit.head, audit.leaf, audit.pending;
      DROP FUNCTION audit.open_block(bigint);
      DROP FUNCTION audit.refuse_change();
      DROP FUNCTION audit.guard_head();
      DROP FUNCTION audit.guard_private();
      DROP FUNCTION audit.notify_pending();
    `);
  }
}

const queue = `
  CREATE TABLE audit.pending (
    id uuid PRIMARY KEY,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    event text NOT NULL CHECK (octet_length(event) <= 15872),
    actor_part bytea CHECK (octet_length(actor_part) <= 65536),
    actor_key uuid,
    address_tag bytea CHECK (octet_length(address_tag) <= 64),
    network_tag bytea CHECK (octet_length(network_tag) <= 64),
    subject_part bytea CHECK (octet_length(subject_part) <= 65536),
    subject_key uuid,
    subject_owner uuid,
    CHECK ((actor_part IS NULL) = (actor_key IS NULL)),
    CHECK ((subject_part IS NULL) = (subject_key IS NULL)),
    CHECK ((subject_part IS NULL) = (subject_owner IS NULL))
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

  -- NOTIFY makes commits wait for each other, so it is sent only while the sequencer sleeps: it sleeps holding the
  -- advisory lock (SRLG, 2), and lies down only when no transaction holds its shared half (which ends with the commit).
  CREATE FUNCTION audit.notify_pending() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(1397902407, 2) THEN
      PERFORM pg_notify('audit_pending', '');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER notify_pending AFTER INSERT ON audit.pending
    FOR EACH STATEMENT EXECUTE FUNCTION audit.notify_pending();
`;

const leaves = `
  CREATE TABLE audit.leaf (
    n bigint PRIMARY KEY,
    id uuid NOT NULL,
    sealed_at timestamptz NOT NULL,
    hash bytea NOT NULL,
    body bytea NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    operation text NOT NULL,
    decision text NOT NULL,
    actor_kind text NOT NULL,
    actor uuid NOT NULL,
    role text,
    subject uuid,
    media uuid,
    class text,
    part text,
    ticket_system text,
    ticket text,
    purpose text,
    grant_id uuid
  ) PARTITION BY RANGE (n);
  COMMENT ON TABLE audit.leaf IS 'body is the truth; every other column is derived from it and checked against it';
  CREATE INDEX leaf_id ON audit.leaf (id);
  CREATE INDEX leaf_at ON audit.leaf (at, n);
  CREATE INDEX leaf_actor ON audit.leaf (actor, at, n);
  CREATE INDEX leaf_type ON audit.leaf (type, at, n);
  CREATE INDEX leaf_subject ON audit.leaf (subject, at, n) WHERE subject IS NOT NULL;
  CREATE INDEX leaf_media ON audit.leaf (media, at, n) WHERE media IS NOT NULL;
  CREATE INDEX leaf_ticket ON audit.leaf (ticket_system, ticket, at, n) WHERE ticket IS NOT NULL;
  CREATE INDEX leaf_codes ON audit.leaf (purpose, class, operation, decision, at, n);
`;

const treeTables = `
  CREATE TABLE audit.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL,
    range bytea NOT NULL,
    sealed_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN audit.head.range IS 'roots of the perfect subtrees, largest first';
  INSERT INTO audit.head (size, range, sealed_at) VALUES (0, '', '-infinity');

  CREATE TABLE audit.checkpoint (
    size bigint PRIMARY KEY,
    signed_at timestamptz NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL
  );

  CREATE TABLE audit.tile (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    root bytea NOT NULL,
    PRIMARY KEY (level, index)
  );
  COMMENT ON TABLE audit.tile IS 'full tiles only (C2SP tlog-tiles, height 8)';
`;

const personal = `
  CREATE TABLE audit.private (
    n bigint NOT NULL,
    part text NOT NULL CHECK (part IN ('actor', 'subject')),
    key_id uuid NOT NULL,
    owner uuid,
    sealed bytea,
    address_tag bytea,
    network_tag bytea,
    erased_by bigint,
    ended_at timestamptz,
    PRIMARY KEY (n, part),
    CHECK ((sealed IS NULL) = (erased_by IS NOT NULL OR ended_at IS NOT NULL))
  );
  COMMENT ON COLUMN audit.private.erased_by IS 'number of the entry that erased this part';
  COMMENT ON COLUMN audit.private.ended_at IS 'when its period was over';
  CREATE INDEX private_key ON audit.private (key_id);
  CREATE INDEX private_owner ON audit.private (owner) WHERE owner IS NOT NULL;
  CREATE INDEX private_address ON audit.private (address_tag, n) WHERE address_tag IS NOT NULL;
  CREATE INDEX private_network ON audit.private (network_tag, n) WHERE network_tag IS NOT NULL;

  CREATE TABLE audit.verification (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    size bigint NOT NULL,
    intact boolean NOT NULL,
    result jsonb NOT NULL
  );
  CREATE INDEX verification_finished ON audit.verification (finished_at);
`;

const guards = `
  CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END $$;

  CREATE FUNCTION audit.guard_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF NEW.size <= OLD.size OR NEW.sealed_at < OLD.sealed_at THEN
      RAISE EXCEPTION 'the log does not go back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;

  -- The one change of a personal part: it ends.
  CREATE FUNCTION audit.guard_private() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF OLD.sealed IS NULL OR NEW.sealed IS NOT NULL OR NEW.address_tag IS NOT NULL OR NEW.network_tag IS NOT NULL
       OR (NEW.n, NEW.part, NEW.key_id) IS DISTINCT FROM (OLD.n, OLD.part, OLD.key_id) THEN
      RAISE EXCEPTION 'a personal part can only end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;

  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.tile FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.tile FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER append_only BEFORE DELETE ON audit.private FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER only_ends BEFORE UPDATE ON audit.private FOR EACH ROW EXECUTE FUNCTION audit.guard_private();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.private FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER forward_only BEFORE UPDATE ON audit.head FOR EACH ROW EXECUTE FUNCTION audit.guard_head();
  CREATE TRIGGER one_head BEFORE DELETE ON audit.head FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.head FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER unchanged BEFORE UPDATE ON audit.pending FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

  -- Attached, not created as a partition: that takes no lock which a running verification would hold up.
  CREATE FUNCTION audit.open_block(block bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  DECLARE
    name text := 'leaf_' || lpad(block::text, 6, '0');
  BEGIN
    IF to_regclass('audit.' || name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE audit.%I (LIKE audit.leaf INCLUDING STORAGE)', name);
    EXECUTE format('ALTER TABLE audit.leaf ATTACH PARTITION audit.%I FOR VALUES FROM (%s) TO (%s)', name, block << 20, (block + 1) << 20);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', name);
  END $$;
  SELECT audit.open_block(0);
  SELECT audit.open_block(1);
`;

const grants = `
  GRANT USAGE ON SCHEMA audit TO strongroom_app;
  GRANT SELECT, INSERT ON audit.pending TO strongroom_app;
  GRANT SELECT ON audit.leaf, audit.head, audit.checkpoint, audit.tile, audit.private, audit.verification TO strongroom_app;
  REVOKE ALL ON FUNCTION audit.open_block(bigint) FROM PUBLIC;
`;
