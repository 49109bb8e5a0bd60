import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for other people. The database itself refuses what no application may get wrong: an approval of another
 * version than the present one, by the person who asked, or twice by one person; and the end of a request that too few
 * approved. Who a person is, across accounts, `identity.person_of` says.
 */
export class Approvals17640000000022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(persons);
    await db.query(tables);
    await db.query(guards);
    await db.query(rights);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE access.approval_given, access.approval;
      DROP FUNCTION access.guard_approval();
      DROP FUNCTION access.guard_new_approval();
      DROP FUNCTION access.guard_approval_given();
      DROP FUNCTION identity.person_of(uuid);
      ALTER TABLE identity.account DROP COLUMN person_key;
    `);
  }
}

const persons = `
  -- Accounts that share this key belong to one human: a staff number, or what an identity provider says.
  ALTER TABLE identity.account ADD COLUMN person_key text CHECK (length(person_key) BETWEEN 1 AND 128);
  CREATE INDEX account_person ON identity.account (person_key) WHERE person_key IS NOT NULL;

  CREATE FUNCTION identity.person_of(account uuid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT coalesce((SELECT 'person:' || a.person_key FROM identity.account a WHERE a.id = account), account::text)
  $$;
`;

const tables = `
  CREATE TABLE access.approval (
    id uuid PRIMARY KEY,
    action text NOT NULL,
    body bytea NOT NULL CHECK (octet_length(body) <= 65536),
    hash bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('requested', 'approved', 'executed', 'declined', 'withdrawn', 'expired')),
    needed smallint NOT NULL CHECK (needed > 0),
    different_role boolean NOT NULL,
    requested_by uuid NOT NULL,
    requested_person text NOT NULL,
    requested_role text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    end_reason text,
    CHECK ((ended_at IS NULL) = (state IN ('requested', 'approved')))
  );
  CREATE INDEX approval_order ON access.approval (requested_at DESC, id DESC);
  CREATE INDEX approval_requester ON access.approval (requested_by, requested_at DESC, id DESC);
  CREATE INDEX approval_undecided ON access.approval (requested_at DESC, id DESC) WHERE state = 'requested';
  CREATE INDEX approval_ends ON access.approval (expires_at) WHERE state IN ('requested', 'approved');

  CREATE TABLE access.approval_given (
    approval_id uuid NOT NULL REFERENCES access.approval,
    version integer NOT NULL,
    hash bytea NOT NULL,
    given_by uuid NOT NULL,
    given_person text NOT NULL,
    given_role text NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT approval_once_a_person PRIMARY KEY (approval_id, version, given_person),
    CONSTRAINT approval_once_an_account UNIQUE (approval_id, version, given_by)
  );
`;

const guards = `
  CREATE FUNCTION access.guard_approval_given() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    PERFORM FROM access.approval a
      WHERE a.id = NEW.approval_id AND a.state = 'requested' AND a.version = NEW.version AND a.hash = NEW.hash
        AND a.expires_at > now() AND a.requested_by <> NEW.given_by AND a.requested_person <> NEW.given_person
        AND NEW.given_person = identity.person_of(NEW.given_by)
        AND NEW.given_person <> identity.person_of(a.requested_by)
        AND (NOT a.different_role OR a.requested_role <> NEW.given_role);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'this approval does not count' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER counts BEFORE INSERT ON access.approval_given
    FOR EACH ROW EXECUTE FUNCTION access.guard_approval_given();

  CREATE FUNCTION access.guard_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF OLD.state NOT IN ('requested', 'approved') OR (NEW.state = 'executed' AND OLD.state <> 'approved')
       OR (NEW.body <> OLD.body AND (NEW.version <> OLD.version + 1 OR NEW.state <> 'requested'))
       OR (NEW.body = OLD.body AND NEW.version < OLD.version)
       OR (NEW.state IN ('approved', 'executed') AND NEW.needed > (SELECT count(*) FROM access.approval_given g
            WHERE g.approval_id = NEW.id AND g.version = NEW.version)) THEN
      RAISE EXCEPTION 'this step needs what is not there' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER steps BEFORE UPDATE ON access.approval FOR EACH ROW EXECUTE FUNCTION access.guard_approval();

  CREATE FUNCTION access.guard_new_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF NEW.state <> 'requested' OR NEW.version <> 1 OR NEW.requested_person <> identity.person_of(NEW.requested_by) THEN
      RAISE EXCEPTION 'a request begins as one' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER begins BEFORE INSERT ON access.approval FOR EACH ROW EXECUTE FUNCTION access.guard_new_approval();
`;

const rights = `
  ALTER TABLE access.approval ENABLE ROW LEVEL SECURITY;
  ALTER TABLE access.approval FORCE ROW LEVEL SECURITY;
  ALTER TABLE access.approval_given ENABLE ROW LEVEL SECURITY;
  ALTER TABLE access.approval_given FORCE ROW LEVEL SECURITY;
  CREATE POLICY named_actor ON access.approval TO strongroom_app
    USING (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
  CREATE POLICY named_actor ON access.approval_given TO strongroom_app
    USING (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
  CREATE POLICY migrations ON access.approval TO strongroom_owner USING (true);
  CREATE POLICY migrations ON access.approval_given TO strongroom_owner USING (true);

  GRANT SELECT, INSERT ON access.approval, access.approval_given TO strongroom_app;
  GRANT UPDATE (state, version, body, expires_at, ended_by, ended_at, end_reason) ON access.approval TO strongroom_app;
`;
