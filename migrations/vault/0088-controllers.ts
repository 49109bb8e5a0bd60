import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests about data that are processed for somebody else: forwarded to the controller, whose instruction is waited for. */
export class Controllers17640000000088 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE requests.request
        -- For whom the data were processed when it came; null where this organisation decides itself.
        ADD COLUMN controller text CHECK (length(controller) BETWEEN 1 AND 200),
        ADD COLUMN forwarded_at timestamptz,
        -- The controller's reference of what it instructed.
        ADD COLUMN instruction text CHECK (instruction ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
        ADD CONSTRAINT request_forwarded CHECK (forwarded_at IS NULL OR controller IS NOT NULL),
        ADD CONSTRAINT request_instructed CHECK (instruction IS NULL OR forwarded_at IS NOT NULL),
        -- Nobody acts on, or answers, what another has to decide.
        ADD CONSTRAINT request_undecided CHECK (controller IS NULL OR instruction IS NOT NULL OR state IN ('received', 'forwarded'));
      GRANT UPDATE (forwarded_at, instruction) ON requests.request TO strongroom_app;
      ALTER TABLE requests.clock DROP CONSTRAINT clock_duty_check,
        ADD CONSTRAINT clock_duty_check CHECK (duty IN ('acknowledge', 'answer', 'forward'));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE requests.clock DROP CONSTRAINT clock_duty_check,
        ADD CONSTRAINT clock_duty_check CHECK (duty IN ('acknowledge', 'answer'));
      ALTER TABLE requests.request DROP COLUMN controller CASCADE, DROP COLUMN forwarded_at CASCADE, DROP COLUMN instruction CASCADE;
    `);
  }
}
