import { Module } from '@nestjs/common';
import { systemActor } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { JobRegistry } from '../../platform/jobs';
import { PolicyRegistry } from '../../trust/access';
import { IdentityModule } from '../../trust/identity';
import { KeysModule } from '../../trust/keys';
import { SubjectsModule } from '../subjects';
import { TicketsModule } from '../tickets';
import { ItemCopies } from './copies/item-copies';
import { ItemFacts } from './copies/item-facts';
import { SealedCopies } from './copies/sealed-copies';
import { DestructionRepository } from './destruction/destruction.repository';
import { MediaDestruction } from './destruction/media-destruction';
import { CompleteFacts } from './facts/complete-facts';
import { Disclosures } from './facts/disclosures';
import { Custody } from './facts/custody';
import { IntakeAdmission } from './intake/admission';
import { ContentIntake } from './intake/content-intake';
import { IntakeFailures } from './intake/intake-failures';
import { IntakePass } from './intake/intake-pass';
import { MediaIntake } from './intake/media-intake';
import { Repeats } from './intake/repeats';
import { ReservationRepository } from './intake/reservation.repository';
import { Reservations } from './intake/reservations';
import { Settlement } from './intake/settlement';
import { LinkMedia } from './facts/link-media';
import { MediaChanges } from './facts/media-changes';
import { MediaController } from './media.controller';
import { MediaFilters, MediaList } from './facts/media-list';
import { mediaPolicy, viewPolicy } from './media.policy';
import { MediaRepository } from './media.repository';
import { Media } from './media.service';
import { NamesOfMedia } from './facts/names';
import { MediaOfNeighboursController } from './facts/neighbours.controller';
import { ContentDelivery } from './opening/content-delivery';
import { ContentSource } from './opening/content-source';
import { DamageReport } from './opening/damage';
import { Openings } from './opening/openings';
import { Readings } from './opening/readings.service';
import { RunningStreams } from './opening/running-streams';
import { StreamLimits } from './opening/stream-limits';
import { ViewClosing } from './opening/view-closing';
import { ViewRepository } from './opening/view.repository';
import { ViewsController } from './opening/views.controller';
import { Views } from './opening/views.service';
import { CheckKeys } from './stored/check-keys';
import { StructureCheck } from './stored/check-structure';
import { KeptObjects } from './stored/kept-objects';
import { ObjectVerification } from './stored/verify-objects';
import { SealingProofs } from './stored/sealing-proofs';
import { streamProviders } from './stream-providers';
import { MediaPeople } from './people/media-people';
import { MediaPeopleRepository } from './people/media-people.repository';
import { MediaPeopleController } from './people/people.controller';
import { MediaRestriction } from './restriction/media-restriction';
import { CloseViews } from './upkeep/close-views.job';
import { CutRestricted } from './upkeep/cut-restricted.job';
import { SweepReservations } from './upkeep/sweep-reservations.job';

const facts = [
  Media,
  MediaList,
  MediaFilters,
  MediaChanges,
  CompleteFacts,
  Disclosures,
  LinkMedia,
  Custody,
  NamesOfMedia,
  MediaRepository,
];
const intake = [
  MediaIntake,
  IntakeAdmission,
  IntakePass,
  IntakeFailures,
  ContentIntake,
  Repeats,
  Reservations,
  ReservationRepository,
  Settlement,
];
const opening = [
  Openings,
  Views,
  Readings,
  ViewRepository,
  ViewClosing,
  ContentDelivery,
  ContentSource,
  DamageReport,
  RunningStreams,
  StreamLimits,
];
const copies = [SealedCopies, ItemCopies, ItemFacts];
const destruction = [MediaDestruction, DestructionRepository];
const jobs = [SweepReservations, CloseViews, CutRestricted];

@Module({
  imports: [KeysModule, IdentityModule, SubjectsModule, TicketsModule],
  controllers: [MediaController, MediaPeopleController, ViewsController, MediaOfNeighboursController],
  providers: [
    ...facts,
    ...streamProviders,
    ...intake,
    ...opening,
    ...copies,
    CheckKeys,
    KeptObjects,
    ...destruction,
    MediaPeople,
    MediaPeopleRepository,
    MediaRestriction,
    ObjectVerification,
    StructureCheck,
    SealingProofs,
    ...jobs,
  ],
  exports: [
    ...[Media, Disclosures, KeptObjects, SealingProofs, ...copies],
    ...[MediaDestruction, MediaPeopleRepository, MediaRestriction],
  ],
})
export class MediaModule {
  constructor(
    policies: PolicyRegistry,
    registry: JobRegistry,
    sweep: SweepReservations,
    closing: CloseViews,
    kept: KeptObjects,
    vault: VaultDatabase,
    media: MediaRepository,
  ) {
    kept.keep((after, limit) => vault.read({ actor: systemActor }, (tx) => media.systemListKept(tx, after, limit)));
    policies.add(mediaPolicy);
    policies.add(viewPolicy);
    registry.register(sweep);
    registry.register(closing);
  }
}
