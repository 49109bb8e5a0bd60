import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BreachesModule } from './casework/breaches';
import { EvidenceModule } from './casework/evidence';
import { LogMaintenanceModule } from './casework/log-maintenance';
import { ReconciliationModule } from './casework/reconciliation';
import { SubjectRequestsModule } from './casework/subject-requests';
import { WatchingModule } from './casework/watching';
import { ConsoleModule } from './edge/console';
import { HealthModule } from './edge/health';
import { KeyAdministrationModule } from './edge/key-administration';
import { OperationsModule } from './edge/operations';
import { SiemModule } from './edge/siem';
import { DestructionModule } from './lifecycle/destruction';
import { RetentionModule } from './lifecycle/retention';
import { type ConnectedDatabases, DatabaseModule } from './platform/database';
import { HttpModule } from './platform/http';
import { JobsModule } from './platform/jobs';
import { LoggingModule } from './platform/logging';
import { NotificationsModule } from './platform/notifications';
import { ObjectsModule } from './platform/objects';
import {
  type Installation,
  InstallationModule,
  type PolicyData,
  type Settings,
  SettingsModule,
} from './platform/settings';
import { MediaModule } from './records/media';
import { SubjectsModule } from './records/subjects';
import { RecipientsModule } from './records/recipients';
import { TicketsModule } from './records/tickets';
import { AccessGuard, AccessModule } from './trust/access';
import { AuditModule, type AuditOptions } from './trust/audit';
import { AuthGuard, IdentityModule } from './trust/identity';
import { KeyCustodyModule, KeysModule } from './trust/keys';

/** What has to be there before the modules can be. */
export interface VaultParts {
  readonly settings: Settings;
  readonly policy: PolicyData;
  readonly installation: Installation;
  readonly databases: ConnectedDatabases;
  readonly audit: AuditOptions;
  /** The files of the offline verifier, for evidence bundles. */
  readonly verifier?: readonly string[];
}

/** The vault: every module, lowest layer first, and the two guards that each request passes. */
@Module({})
export class AppModule {
  static with({ settings, policy, installation, databases, audit, verifier = [] }: VaultParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings, policy),
        InstallationModule.with(installation),
        LoggingModule,
        DatabaseModule.with(databases),
        HttpModule,
        JobsModule,
        NotificationsModule,
        ObjectsModule,
        KeyCustodyModule,
        AuditModule.with(audit),
        KeysModule,
        AccessModule,
        IdentityModule,
        SubjectsModule,
        TicketsModule,
        RecipientsModule,
        MediaModule,
        RetentionModule,
        DestructionModule,
        EvidenceModule.with({ verifier }),
        LogMaintenanceModule,
        ReconciliationModule,
        SubjectRequestsModule,
        BreachesModule,
        KeyAdministrationModule,
        OperationsModule,
        SiemModule,
        WatchingModule,
        HealthModule,
        ConsoleModule,
      ],
      providers: [
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
    };
  }
}
