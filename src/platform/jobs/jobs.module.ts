import { Global, Module } from '@nestjs/common';
import { JobRegistry } from './job-registry';
import { JobRunner } from './job-runner';
import { Operations } from './operations/operations';
import { Outbox } from './outbox';

@Global()
@Module({
  providers: [JobRegistry, JobRunner, Operations, Outbox],
  exports: [JobRegistry, JobRunner, Operations, Outbox],
})
export class JobsModule {}
