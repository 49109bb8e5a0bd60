import { Module } from '@nestjs/common';
import { DestructionModule } from '../../lifecycle/destruction';
import { RetentionModule } from '../../lifecycle/retention';
import { DocumentsModule } from '../../platform/documents';
import { MediaModule } from '../../records/media';
import { RecipientsModule } from '../../records/recipients';
import { SubjectsModule } from '../../records/subjects';
import { PolicyRegistry } from '../../trust/access';
import { Deadlines } from './steps/deadlines';
import { EndFiles } from './register/end-files.job';
import { CarryOutRequests } from './execution/carry-out';
import { ExecutePlan } from './execution/execute-plan';
import { ExecutionController } from './execution/execution.controller';
import { ExecutionJobs } from './execution/execution.jobs';
import { ExecutionRepository } from './execution/execution.repository';
import { LettersController } from './letters/letters.controller';
import { ItemKeepingRepository } from './packages/item-keeping.repository';
import { PackageCollection } from './packages/package-collection';
import { PackageMaking } from './packages/package-making';
import { PackageRemoval, PackageUpkeep } from './packages/package-removal';
import { PackageRepository } from './packages/package.repository';
import { PackageSources } from './packages/package-sources';
import { PackageAccesses } from './packages/package-accesses';
import { PackageWriter } from './packages/package-writer';
import { ManifestFacts } from './packages/manifest-facts';
import { PackagesController } from './packages/packages.controller';
import { Packages } from './packages/packages.service';
import { PlanRequest } from './plan/plan-request.service';
import { PlanRepository } from './plan/plan.repository';
import { Notices } from './recipients/notices.service';
import { NoticeRepository } from './recipients/notice.repository';
import { NoticesController } from './recipients/notices.controller';
import { RefuseRequest } from './steps/refuse-request';
import { RequestEntries } from './register/request-entries';
import { RequestFiles } from './register/request-files';
import { RequestHistory } from './register/request-history';
import { requestPolicy } from './request.policy';
import { RequestReading } from './register/request-reading.service';
import { RequestRegister } from './register/request-register.service';
import { RequestRepository } from './register/request.repository';
import { ForwardRequest } from './steps/forward-request';
import { RequestSteps } from './steps/request-steps.service';
import { RequestTimeline } from './register/request-timeline';
import { RequestViews } from './register/request-views';
import { RequestsController } from './requests.controller';

@Module({
  imports: [DestructionModule, DocumentsModule, MediaModule, RecipientsModule, RetentionModule, SubjectsModule],
  controllers: [RequestsController, LettersController, ExecutionController, PackagesController, NoticesController],
  providers: [
    CarryOutRequests,
    Deadlines,
    EndFiles,
    ExecutePlan,
    ExecutionJobs,
    ExecutionRepository,
    ForwardRequest,
    ItemKeepingRepository,
    PackageCollection,
    PackageMaking,
    PackageRemoval,
    PackageRepository,
    Packages,
    PackageSources,
    PackageUpkeep,
    PackageAccesses,
    PackageWriter,
    ManifestFacts,
    NoticeRepository,
    Notices,
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
