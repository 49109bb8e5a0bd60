import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who held which grants at a past moment. */
export class GrantsInTime17640000000026 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX grants_begin ON access.grants (not_before, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX access.grants_begin');
  }
}
