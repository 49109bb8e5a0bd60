import { Module } from '@nestjs/common';
import { MediaModule } from '../../records/media';
import { SubjectsModule } from '../../records/subjects';
import { PolicyRegistry } from '../../trust/access';
import { ClaimKeeper } from './claims/claim-keeper';
import { ClaimRepository } from './claims/claim.repository';
import { NoteFacts } from './claims/note-facts';
import { RetentionReach } from './claims/reach';
import { Situations } from './claims/situations';
import { Why } from './claims/why';
import { DestructionGate } from './dispositions/destruction-gate';
import { DispositionRepository } from './dispositions/disposition.repository';
import { DispositionRunState } from './dispositions/run-state';
import { DispositionRuns } from './dispositions/disposition-runs';
import { Dispositions } from './dispositions/dispositions.service';
import { HoldJoining } from './holds/hold-joining';
import { HoldRepository } from './holds/hold.repository';
import { CustodianRepository } from './holds/custodian.repository';
import { Custodians } from './holds/custodians.service';
import { HoldNoticesController } from './holds/hold-notices.controller';
import { HoldReminders } from './holds/hold-reminders.job';
import { NoticeRepository } from './dispositions/notice.repository';
import { Notices } from './dispositions/notices.service';
import { RunWatch } from './dispositions/run-watch.job';
import { IdentityModule } from '../../trust/identity';
import { HoldsController } from './holds/holds.controller';
import { Holds } from './holds/holds.service';
import { ReleaseHold } from './holds/release-hold';
import { LiftRestriction } from './restrictions/lift-restriction';
import { RestrictionEntries } from './restrictions/restriction-entries';
import { RestrictionRepository } from './restrictions/restriction.repository';
import { RestrictionsController } from './restrictions/restrictions.controller';
import { Restrictions } from './restrictions/restrictions.service';
import { OverdueRepository } from './reports/overdue.repository';
import { RegistersRepository } from './reports/registers.repository';
import { RetentionReports } from './reports/retention-reports.service';
import { PolicySchedule } from './policy-schedule';
import { IntroduceSchedule } from './schedules/introduce-schedule';
import { ProposeSchedule } from './schedules/propose-schedule';
import { RecomputeClaims } from './schedules/recompute-claims';
import { RehearseSchedule } from './schedules/rehearse-schedule';
import { ScheduleEntries } from './schedules/schedule-entries';
import { ScheduleInForce } from './schedules/schedule-in-force';
import { ScheduleRepository } from './schedules/schedule.repository';
import { ScheduleVersions } from './schedules/schedule-versions.service';
import { SchedulesController } from './schedules/schedules.controller';
import { RetentionController } from './retention.controller';
import { holdNoticePolicy, holdPolicy, restrictionPolicy, retentionPolicy, schedulePolicy } from './retention.policy';

const claims = [PolicySchedule, ClaimRepository, ClaimKeeper, RetentionReach, NoteFacts, Situations, Why];
const schedules = [
  ScheduleRepository,
  ScheduleInForce,
  ScheduleEntries,
  ScheduleVersions,
  ProposeSchedule,
  RehearseSchedule,
  IntroduceSchedule,
  RecomputeClaims,
];
const holds = [CustodianRepository, Custodians, HoldReminders, HoldRepository, HoldJoining, Holds, ReleaseHold];
const restrictions = [RestrictionRepository, RestrictionEntries, Restrictions, LiftRestriction];
const dispositions = [
  DispositionRepository,
  DispositionRunState,
  DispositionRuns,
  Dispositions,
  DestructionGate,
  RunWatch,
  NoticeRepository,
  Notices,
];

const reports = [OverdueRepository, RegistersRepository, RetentionReports];

@Module({
  imports: [IdentityModule, MediaModule, SubjectsModule],
  controllers: [
    RetentionController,
    HoldsController,
    HoldNoticesController,
    RestrictionsController,
    SchedulesController,
  ],
  providers: [...claims, ...schedules, ...holds, ...restrictions, ...dispositions, ...reports],
  exports: [
    PolicySchedule,
    ClaimKeeper,
    DestructionGate,
    DispositionRuns,
    DispositionRunState,
    Situations,
    Restrictions,
    RetentionReports,
    LiftRestriction,
  ],
})
export class RetentionModule {
  constructor(policies: PolicyRegistry) {
    policies.add(retentionPolicy);
    policies.add(holdPolicy);
    policies.add(holdNoticePolicy);
    policies.add(restrictionPolicy);
    policies.add(schedulePolicy);
  }
}
