import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What searching the log needs beside its leaves: addresses in the order of time, and counts for the pictures. */
export class Search17640000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(addresses);
    await db.query(codes);
    await db.query(volume);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE audit.volume, audit.volume_head;
      DROP INDEX audit.leaf_role, audit.leaf_purpose, audit.leaf_class, audit.leaf_part, audit.leaf_operation, audit.leaf_decision;
      CREATE INDEX leaf_codes ON audit.leaf (purpose, class, operation, decision, at, n);
      DROP INDEX audit.private_address, audit.private_network;
      CREATE INDEX private_address ON audit.private (address_tag, n) WHERE address_tag IS NOT NULL;
      CREATE INDEX private_network ON audit.private (network_tag, n) WHERE network_tag IS NOT NULL;
      ${guardPrivate('(NEW.n, NEW.part, NEW.key_id) IS DISTINCT FROM (OLD.n, OLD.part, OLD.key_id)')}
      ALTER TABLE audit.private DROP COLUMN at;
    `);
  }
}

/** The one change of a personal part: it ends. */
function guardPrivate(changed: string): string {
  return `
    CREATE OR REPLACE FUNCTION audit.guard_private() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
      IF OLD.sealed IS NULL OR NEW.sealed IS NOT NULL OR NEW.address_tag IS NOT NULL OR NEW.network_tag IS NOT NULL
         OR ${changed} THEN
        RAISE EXCEPTION 'a personal part can only end' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$;
  `;
}

const addresses = `
  ALTER TABLE audit.private ADD COLUMN at timestamptz;
  COMMENT ON COLUMN audit.private.at IS 'time of the entry, where there are tags: pages are read in its order';
  ALTER TABLE audit.private DISABLE TRIGGER only_ends;
  UPDATE audit.private p SET at = l.at FROM audit.leaf l WHERE l.n = p.n AND p.address_tag IS NOT NULL;
  ALTER TABLE audit.private ENABLE TRIGGER only_ends;
  ALTER TABLE audit.private ADD CONSTRAINT private_tags_have_a_time CHECK (address_tag IS NULL OR at IS NOT NULL);
  ${guardPrivate('(NEW.n, NEW.part, NEW.key_id, NEW.at) IS DISTINCT FROM (OLD.n, OLD.part, OLD.key_id, OLD.at)')}
  DROP INDEX audit.private_address, audit.private_network;
  CREATE INDEX private_address ON audit.private (address_tag, at, n) WHERE address_tag IS NOT NULL;
  CREATE INDEX private_network ON audit.private (network_tag, at, n) WHERE network_tag IS NOT NULL;
`;

/**
 * Each column of one value at a time, in the order of pages: two of them are read side by side where both are asked for.
 * That is what the one index over four columns was for.
 */
const codes = `
  DROP INDEX audit.leaf_codes;
  CREATE INDEX leaf_role ON audit.leaf (role, at, n) WHERE role IS NOT NULL;
  CREATE INDEX leaf_purpose ON audit.leaf (purpose, at, n) WHERE purpose IS NOT NULL;
  CREATE INDEX leaf_class ON audit.leaf (class, at, n) WHERE class IS NOT NULL;
  CREATE INDEX leaf_part ON audit.leaf (part, at, n) WHERE part IS NOT NULL;
  CREATE INDEX leaf_operation ON audit.leaf (operation, at, n);
  CREATE INDEX leaf_decision ON audit.leaf (decision, at, n);
`;

const volume = `
  CREATE TABLE audit.volume (
    term text NOT NULL CHECK (term IN ('', 'decision', 'role', 'purpose', 'class', 'part')),
    value text NOT NULL,
    slot timestamptz NOT NULL,
    type text NOT NULL,
    operation text NOT NULL,
    entries bigint NOT NULL CHECK (entries > 0),
    PRIMARY KEY (term, value, slot, type)
  );
  COMMENT ON TABLE audit.volume IS 'entries by half hour of UTC (India lies half an hour off) and type; once in all, once for each value of each term';
  CREATE TABLE audit.volume_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL
  );
  COMMENT ON COLUMN audit.volume_head.size IS 'entries below this number are counted';
  INSERT INTO audit.volume_head (size) VALUES (0);
  GRANT SELECT ON audit.volume, audit.volume_head TO strongroom_app;
`;
