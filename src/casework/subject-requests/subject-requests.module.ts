import { Module } from '@nestjs/common';
import { RetentionModule } from '../../lifecycle/retention';
import { DocumentsModule } from '../../platform/documents';
import { SubjectsModule } from '../../records/subjects';
import { PolicyRegistry } from '../../trust/access';
import { Deadlines } from './deadlines';
import { LettersController } from './letters/letters.controller';
import { PlanRequest } from './plan/plan-request.service';
import { PlanRepository } from './plan/plan.repository';
import { RefuseRequest } from './refuse-request';
import { RequestEntries } from './request-entries';
import { RequestFiles } from './request-files';
import { requestPolicy } from './request.policy';
import { RequestRegister } from './request-register.service';
import { RequestRepository } from './request.repository';
import { RequestSteps } from './request-steps.service';
import { RequestsController } from './requests.controller';

@Module({
  imports: [DocumentsModule, RetentionModule, SubjectsModule],
  controllers: [RequestsController, LettersController],
  providers: [
    Deadlines,
    PlanRepository,
    PlanRequest,
    RefuseRequest,
    RequestEntries,
    RequestFiles,
    RequestRegister,
    RequestRepository,
    RequestSteps,
  ],
})
export class SubjectRequestsModule {
  constructor(policies: PolicyRegistry) {
    policies.add(requestPolicy);
  }
}
