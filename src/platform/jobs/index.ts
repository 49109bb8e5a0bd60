export { type JobHandler, JobHandlersWrong, JobRegistry, type JobRun } from './job-registry';
export { JobRunner } from './job-runner';
export { JobsModule } from './jobs.module';
export { type JobOrder, Outbox } from './outbox';
export { migrateQueue } from './queue';
