import { Module } from '@nestjs/common';
import { PolicyRegistry } from '../../trust/access';
import { IdentityModule } from '../../trust/identity';
import { AlertRepository } from './alert.repository';
import { alertPolicy } from './alert.policy';
import { AlertsController } from './alerts.controller';
import { Alerts } from './alerts.service';
import { RaiseAlert } from './raise-alert';
import { WatchLog } from './watch-log';

@Module({
  imports: [IdentityModule],
  controllers: [AlertsController],
  providers: [AlertRepository, Alerts, RaiseAlert, WatchLog],
})
export class WatchingModule {
  constructor(policies: PolicyRegistry) {
    policies.add(alertPolicy);
  }
}
