import { Module } from '@nestjs/common';
import { DestructionModule } from '../../lifecycle/destruction';
import { RetentionModule } from '../../lifecycle/retention';
import { DocumentsModule } from '../../platform/documents';
import { SubjectsModule } from '../../records/subjects';
import { PolicyRegistry } from '../../trust/access';
import { Deadlines } from './deadlines';
import { CarryOutRequests } from './execution/carry-out';
import { ExecutePlan } from './execution/execute-plan';
import { ExecutionController } from './execution/execution.controller';
import { ExecutionJobs } from './execution/execution.jobs';
import { ExecutionRepository } from './execution/execution.repository';
import { LettersController } from './letters/letters.controller';
import { PlanRequest } from './plan/plan-request.service';
import { PlanRepository } from './plan/plan.repository';
import { RefuseRequest } from './refuse-request';
import { RequestEntries } from './request-entries';
import { RequestFiles } from './request-files';
import { RequestHistory } from './request-history';
import { requestPolicy } from './request.policy';
import { RequestReading } from './request-reading.service';
import { RequestRegister } from './request-register.service';
import { RequestRepository } from './request.repository';
import { RequestSteps } from './request-steps.service';
import { RequestTimeline } from './request-timeline';
import { RequestViews } from './request-views';
import { RequestsController } from './requests.controller';

@Module({
  imports: [DestructionModule, DocumentsModule, RetentionModule, SubjectsModule],
  controllers: [RequestsController, LettersController, ExecutionController],
  providers: [
    CarryOutRequests,
    Deadlines,
    ExecutePlan,
    ExecutionJobs,
    ExecutionRepository,
    PlanRepository,
    PlanRequest,
    RefuseRequest,
    RequestEntries,
    RequestFiles,
    RequestHistory,
    RequestReading,
    RequestRegister,
    RequestRepository,
    RequestSteps,
    RequestTimeline,
    RequestViews,
  ],
})
export class SubjectRequestsModule {
  constructor(policies: PolicyRegistry) {
    policies.add(requestPolicy);
  }
}
