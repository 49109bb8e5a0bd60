import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobHandler, JobRegistry } from '../../../platform/jobs';
import { ApprovalSteps } from './approval-steps';

const batch = 100;

/** Writes down what has expired. Nothing waits for it: every step and every list asks the clock itself. */
@Injectable()
export class ExpireApprovals implements JobHandler, OnModuleInit {
  readonly name = 'access.expire-approvals';
  readonly everySeconds = 300;

  constructor(
    private readonly registry: JobRegistry,
    private readonly steps: ApprovalSteps,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  async run(): Promise<void> {
    while ((await this.steps.expire(batch)) === batch);
  }
}
