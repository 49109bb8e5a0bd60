import { Module } from '@nestjs/common';
import { DocumentsModule } from '../../platform/documents';
import { MediaModule } from '../../records/media';
import { SubjectsModule } from '../../records/subjects';
import { PolicyRegistry } from '../../trust/access';
import { RetentionModule } from '../retention';
import { CertificateRepository } from './certificates/certificate.repository';
import { Addenda } from './certificates/addenda';
import { FactsOfPlan } from './certificates/certificate-facts';
import { CertificateSigning } from './certificates/certificate-signing';
import { Certification } from './certificates/certification';
import { CertificateRecords } from './certificates/certificate-records';
import { TurnItems } from './certificates/turn-items';
import { CopyRemovers } from './copy-removers';
import { CertificatesController, DestructionPlansController } from './destruction.controller';
import { certificatePolicy, destructionPolicy } from './destruction.policy';
import { ItemVerdicts } from './item-verdicts';
import { DecidePeople } from './people/decide-people';
import { PeopleAnswers } from './people/people-answers';
import { PeopleController } from './people/people.controller';
import { PeopleRepository } from './people/people.repository';
import { DestroyItems } from './plans/destroy-items';
import { DestructionPlans } from './plans/destruction-plans';
import { PlanDrafting } from './plans/plan-drafting';
import { PlanRecords } from './plans/plan-records';
import { PlanRepository } from './plans/plan.repository';
import { StartPlan } from './plans/start-plan';
import { TakeItems } from './plans/take-items';
import { EndAgain } from './restored/end-again';
import { MoveAgain } from './restored/move-again';
import { RememberedEnds } from './restored/remembered-ends';
import { CarryOn } from './saga/carry-on.job';
import { EndKeys } from './saga/end-keys';
import { EraseParts } from './saga/erase-parts';
import { PlaceKeys } from './saga/place-keys';
import { PlanScope } from './saga/plan-scope';
import { RemoveBytes } from './saga/remove-bytes';
import { RemoveCopies } from './saga/remove-copies';
import { DestructionSaga } from './saga/saga';

const plans = [
  ...[PlanRepository, PlanDrafting, StartPlan, DestroyItems, DestructionPlans],
  ...[PlanRecords, ItemVerdicts, TakeItems, DecidePeople, PeopleAnswers, PeopleRepository],
];
const saga = [
  CopyRemovers,
  PlanScope,
  PlaceKeys,
  DestructionSaga,
  EndKeys,
  RemoveCopies,
  EraseParts,
  RemoveBytes,
  CarryOn,
];
const restored = [EndAgain, MoveAgain, RememberedEnds];
const certificates = [
  ...[Certification, Addenda, FactsOfPlan, CertificateSigning, CertificateRepository],
  ...[CertificateRecords, TurnItems],
];

@Module({
  imports: [DocumentsModule, MediaModule, SubjectsModule, RetentionModule],
  controllers: [DestructionPlansController, CertificatesController, PeopleController],
  providers: [...plans, ...saga, ...certificates, ...restored],
  exports: [CopyRemovers, DestructionPlans, PeopleAnswers, ...restored],
})
export class DestructionModule {
  constructor(policies: PolicyRegistry) {
    policies.add(destructionPolicy);
    policies.add(certificatePolicy);
  }
}
