import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CLOCK, systemClock } from '../../kernel';
import { AnchorKeeper } from './anchors/anchor-keeper';
import { TimeStampKeeper } from './anchors/time-stamps/time-stamp-keeper';
import { AnchorStates } from './anchors/anchor-states.service';
import { AuditController } from './audit.controller';
import { AUDIT_OPTIONS, type AuditOptions } from './audit.options';
import { Audit } from './audit.service';
import { LogEvidence } from './evidence/log-evidence.service';
import { AuditLog } from './reading/audit-log.service';
import { LogErasure } from './erasure/log-erasure.service';
import { LogFeed } from './reading/log-feed';
import { EntryPages } from './reading/entry-pages';
import { LogKeys } from './log-keys/log-keys.service';
import { LogPruning } from './pruning/log-pruning.service';
import { SavedSearchesController } from './saved-searches/saved-searches.controller';
import { SavedSearches } from './saved-searches/saved-searches.service';
import { WatchSearches } from './saved-searches/watch-searches';
import { AcceptedStart } from './opening/accepted-start.service';
import { NewLog } from './opening/new-log.service';
import { LogTreeController } from './proofs/log-tree.controller';
import { LogTree } from './proofs/log-tree.service';
import { QueryPlaces } from './search/query-places';
import { SealedEntries } from './sequencer/sealed-entries';
import { Sequencer } from './sequencer/sequencer';
import { SuggestionsController } from './suggestions/suggestions.controller';
import { SearchSuggestions } from './suggestions/suggestions.service';
import { DailyVerification } from './verify/daily-verification.job';
import { Verifications } from './verify/verifications.service';
import { VolumeController } from './volume/volume.controller';
import { VolumeRollup } from './volume/volume-rollup';
import { Volume } from './volume/volume.service';

/** How long a vault that ends still tries to anchor what it sealed last. */
const lastAnchoringMillis = 5_000;

/**
 * The log as a module. It needs PERSONAL_PARTS from `trust/keys`. Where the options hold the signing key this process
 * takes part in the election of the sequencer, from before the first request until after the last.
 */
@Global()
@Module({})
export class AuditModule implements OnModuleInit, OnApplicationShutdown {
  static with(options: AuditOptions): DynamicModule {
    const services = [
      AcceptedStart,
      AnchorKeeper,
      AnchorStates,
      Audit,
      AuditLog,
      EntryPages,
      LogErasure,
      LogFeed,
      LogKeys,
      LogPruning,
      LogTree,
      LogEvidence,
      NewLog,
      QueryPlaces,
      SavedSearches,
      SealedEntries,
      Sequencer,
      TimeStampKeeper,
      Verifications,
    ];
    return {
      module: AuditModule,
      controllers: [
        AuditController,
        LogTreeController,
        SavedSearchesController,
        SuggestionsController,
        VolumeController,
      ],
      providers: [
        { provide: AUDIT_OPTIONS, useValue: options },
        { provide: CLOCK, useValue: systemClock },
        ...services,
        DailyVerification,
        SearchSuggestions,
        Volume,
        VolumeRollup,
        WatchSearches,
      ],
      exports: [AUDIT_OPTIONS, ...services],
    };
  }

  constructor(
    private readonly sealedEntries: SealedEntries,
    private readonly sequencer: Sequencer,
    private readonly anchors: AnchorKeeper,
    private readonly timeStamps: TimeStampKeeper,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.sealedEntries.start();
    if (this.options.privateKey === null) return;
    this.sequencer.start();
    this.anchors.start();
    this.timeStamps.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const { leading } = this.sequencer.state;
    await this.sequencer.stop();
    await this.anchors.stop(leading ? lastAnchoringMillis : 0);
    await this.timeStamps.stop();
    await this.sealedEntries.stop();
  }
}
