import { Global, Module } from '@nestjs/common';
import { JobRegistry } from './job-registry';
import { JobRunner } from './job-runner';
import { Outbox } from './outbox';

@Global()
@Module({ providers: [JobRegistry, JobRunner, Outbox], exports: [JobRegistry, JobRunner, Outbox] })
export class JobsModule {}
