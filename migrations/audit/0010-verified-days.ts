import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which witnesses cosigned on a day. */
export class VerifiedDays17640000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX cosignature_at ON audit.cosignature (witness, cosigned_at)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX audit.cosignature_at');
  }
}
