export { type JobHandler, JobHandlersWrong, JobRegistry, type JobRun } from './job-registry';
export { JobRunner } from './job-runner';
export { JobsModule } from './jobs.module';
export { type JobOrder, Outbox } from './outbox';
export { migrateQueue } from './queue';
export { type Operation, type OperationState } from './operations/operation';
export { OperationDto } from './operations/operation.dto';
export { type OperationScope } from './operations/operation.repository';
export { type OperationHandler, OperationNotFound, type OperationRun, Operations } from './operations/operations';
