import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobHandler, JobRegistry } from '../../platform/jobs';
import { KeyEpochs } from '../../trust/keys';

const days = 7;

/** Rolls the epoch once a week. Every hour it looks whether it is time, and carries on what an interrupted roll left. */
@Injectable()
export class WeeklyEpochs implements JobHandler, OnModuleInit {
  readonly name = 'keys.weekly';
  readonly everySeconds = 3600;

  constructor(
    private readonly epochs: KeyEpochs,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  async run(): Promise<void> {
    if (await this.epochs.isDue(days)) await this.epochs.roll();
    else await this.epochs.finish();
  }
}
