import { Module } from '@nestjs/common';
import { RetentionModule } from '../../lifecycle/retention';
import { PolicyRegistry } from '../../trust/access';
import { BreachClocks } from './breach-clocks';
import { BreachEntries } from './breach-entries';
import { BreachFiles } from './breach-files';
import { breachPolicy } from './breach.policy';
import { BreachRegister } from './breach-register.service';
import { BreachRepository } from './breach.repository';
import { BreachSteps } from './breach-steps.service';
import { BreachesController } from './breaches.controller';
import { EndBreachFiles } from './end-files.job';
import { DraftNotice } from './notices/draft-notice.service';
import { ReachRepository } from './reach/reach.repository';
import { ReachesController } from './reach/reaches.controller';
import { Reaches } from './reach/reaches.service';
import { TellOfficers } from './tell-officers.job';
import { WaiveNotice } from './waive-notice';

@Module({
  imports: [RetentionModule],
  controllers: [BreachesController, ReachesController],
  providers: [
    BreachClocks,
    BreachEntries,
    BreachFiles,
    BreachRegister,
    BreachRepository,
    BreachSteps,
    DraftNotice,
    EndBreachFiles,
    Reaches,
    ReachRepository,
    TellOfficers,
    WaiveNotice,
  ],
})
export class BreachesModule {
  constructor(policies: PolicyRegistry) {
    policies.add(breachPolicy);
  }
}
