import { type DynamicModule, Module } from '@nestjs/common';
import { DocumentsModule } from '../../platform/documents';
import { JobRegistry, Operations } from '../../platform/jobs';
import { CopyRemovers, DestructionModule } from '../../lifecycle/destruction';
import { RetentionModule } from '../../lifecycle/retention';
import { MediaModule } from '../../records/media';
import { RecipientsModule } from '../../records/recipients';
import { PolicyRegistry } from '../../trust/access';
import { IdentityModule } from '../../trust/identity';
import { AccessReportsController } from './artefacts/access-reports.controller';
import { ArtefactDelivery } from './artefacts/artefact-delivery';
import { ArtefactMaking } from './artefacts/artefact-making';
import { ArtefactRemoval } from './artefacts/artefact-removal';
import { TakeOutItems } from './artefacts/take-out-items';
import { ArtefactWriters } from './artefacts/artefact-writers';
import { ArtefactRepository } from './artefacts/artefact.repository';
import { artefactKinds } from './artefacts/artefact';
import { Artefacts, operationOf } from './artefacts/artefacts.service';
import { BundlesController } from './artefacts/bundles.controller';
import { AnswerWriter } from './answers/answer-writer';
import { AnswersController } from './answers/answers.controller';
import { AnswersNowController } from './answers/answers-now.controller';
import { AskQuestion } from './answers/ask-question';
import { KeepingQuestions } from './answers/keeping-questions';
import { ProcessingQuestion } from './answers/processing-question';
import { ProcessingRepository } from './answers/processing.repository';
import { StandingQuestions } from './answers/standing-questions';
import { BundleWriter } from './bundle/bundle-writer';
import { ItemsOfBundle } from './bundle/items-of-bundle';
import { PolicyKeeping } from './bundle/policy-keeping';
import { VERIFIER_FILES, verifierFiles } from './bundle/verifier-files';
import {
  answerPolicy,
  encryptionReportPolicy,
  evidencePolicy,
  logReviewPolicy,
  productionPolicy,
  reportPolicy,
} from './evidence.policy';
import { ChangeReports } from './questions/change-reports';
import { EncryptionReports } from './questions/encryption-reports';
import { LogAnswers } from './questions/log-answers';
import { Provenance } from './questions/provenance';
import { Questions } from './questions/questions.service';
import { ReportsController } from './questions/reports.controller';
import { ProduceItems } from './productions/produce-items';
import { ProductionFiles } from './productions/production-files';
import { ProductionRepository } from './productions/production.repository';
import { ProductionsController } from './productions/productions.controller';
import { Productions } from './productions/productions.service';
import { ReportWriter } from './report/report-writer';
import { LogReviewsController } from './reviews/log-reviews.controller';
import { LogReviews } from './reviews/log-reviews.service';

const artefacts = [
  AnswerWriter,
  ArtefactDelivery,
  ArtefactMaking,
  ArtefactRemoval,
  ArtefactRepository,
  Artefacts,
  ArtefactWriters,
  AskQuestion,
  BundleWriter,
  ChangeReports,
  EncryptionReports,
  ItemsOfBundle,
  KeepingQuestions,
  LogAnswers,
  LogReviews,
  PolicyKeeping,
  ProcessingQuestion,
  ProcessingRepository,
  ProduceItems,
  ProductionFiles,
  ProductionRepository,
  Productions,
  Provenance,
  Questions,
  ReportWriter,
  StandingQuestions,
  TakeOutItems,
];

/** Answers as artefacts. `verifier`: paths of the offline verifier that goes with each bundle. */
@Module({})
export class EvidenceModule {
  static with({ verifier }: { readonly verifier: readonly string[] }): DynamicModule {
    return {
      module: EvidenceModule,
      imports: [DocumentsModule, MediaModule, RecipientsModule, IdentityModule, RetentionModule, DestructionModule],
      controllers: [
        BundlesController,
        AccessReportsController,
        AnswersController,
        AnswersNowController,
        ProductionsController,
        ReportsController,
        LogReviewsController,
      ],
      providers: [...artefacts, { provide: VERIFIER_FILES, useValue: verifierFiles(verifier) }],
      exports: [ArtefactRemoval],
    };
  }

  constructor(
    policies: PolicyRegistry,
    operations: Operations,
    registry: JobRegistry,
    making: ArtefactMaking,
    removal: ArtefactRemoval,
    copies: CopyRemovers,
  ) {
    for (const each of [
      productionPolicy,
      answerPolicy,
      evidencePolicy,
      reportPolicy,
      encryptionReportPolicy,
      logReviewPolicy,
    ])
      policies.add(each);
    for (const kind of artefactKinds)
      operations.register({ kind: operationOf(kind), run: (run) => making.make(kind, run) });
    registry.register(removal);
    copies.add({ name: 'evidence', removeHolding: (kind, refs) => removal.removeHolding(kind, refs) });
  }
}
