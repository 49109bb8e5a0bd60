import { Injectable, type OnModuleInit } from '@nestjs/common';
import { planCertified } from '../../../lifecycle/destruction';
import { JobRegistry } from '../../../platform/jobs';
import { ExecutePlan, referenceKind } from './execute-plan';

/** Hears of destructions that came to their end, and has done what had to wait. */
@Injectable()
export class ExecutionJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly executing: ExecutePlan,
  ) {}

  onModuleInit(): void {
    this.jobs.subscribe(planCertified, async ({ body }) => {
      if (body['referenceKind'] !== referenceKind) return;
      const news = { request: String(body['reference']), certificate: String(body['certificate']) };
      await this.executing.certified(String(body['plan']), news);
    });
    this.jobs.register({
      name: 'requests.erase-later',
      everySeconds: 3_600,
      run: ({ signal }) => this.executing.eraseLater(signal),
    });
  }
}
