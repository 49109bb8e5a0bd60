import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditDatabase } from '../../../platform/database';
import { type JobHandler, JobRegistry, type JobRun } from '../../../platform/jobs';
import { isDayDone, takeDailyTurn } from './verification.repository';
import { Verifications } from './verifications.service';

/**
 * The log verifies itself once in each day (UTC), unless somebody has verified it whole on that day. It looks every hour,
 * so that no day is left out; the lock keeps every other process out for as long as one works.
 */
@Injectable()
export class DailyVerification implements JobHandler, OnModuleInit {
  readonly name = 'audit.verify';
  readonly everySeconds = 3600;

  constructor(
    private readonly database: AuditDatabase,
    private readonly verifications: Verifications,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  async run({ context, signal }: Pick<JobRun, 'context' | 'signal'>): Promise<void> {
    if (this.verifications.busy) return;
    await this.database.transaction(context, async (tx) => {
      if (!(await takeDailyTurn(tx)) || (await isDayDone(tx, context.actor.id))) return;
      await this.verifications.verify(context, signal);
    });
  }
}
