import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever approved something does not have it done, through no account of theirs: past the application, too. */
export class Starters17640000000082 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION access.guard_starter() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF EXISTS (SELECT FROM access.approval_given g WHERE g.approval_id = NEW.id AND g.version = NEW.version
             AND (g.given_by = NEW.ended_by OR identity.person_of(NEW.ended_by) IN (g.given_person, identity.person_of(g.given_by)))) THEN
          RAISE EXCEPTION 'whoever approved it does not have it done' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER starter BEFORE UPDATE ON access.approval
        FOR EACH ROW WHEN (NEW.state = 'executed') EXECUTE FUNCTION access.guard_starter();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER starter ON access.approval;
      DROP FUNCTION access.guard_starter();
    `);
  }
}
