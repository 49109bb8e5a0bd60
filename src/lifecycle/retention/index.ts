export { type Claim, type ClaimSet, type RetainedItem, type Schedule } from './rules/claims';
export { type EventRule, type RetentionEvent } from './rules/events';
export { outcomeOf, type RetentionOutcome, runningMinima } from './rules/outcome';
export {
  type ErasureWish,
  judge,
  type Judgement,
  type PrecedenceTest,
  type Situation,
  type Verdict,
} from './rules/precedence';
export { type RetentionState } from './rules/retention-state';
export { type RequestRegime, requestRegimes, type ScheduleRow } from './rules/schedule';
export { type FreshClaims } from './claims/claim.repository';
export { type ItemSituation, Situations } from './claims/situations';
export { DestructionGate } from './dispositions/destruction-gate';
export { type DueItem } from './dispositions/disposition.repository';
export { DispositionRunState } from './dispositions/run-state';
export { DispositionRuns } from './dispositions/disposition-runs';
export { type DestructionGround } from './dispositions/weighing';
export { PolicySchedule } from './policy-schedule';
export { NotDestructible } from './retention.errors';
export { type OverdueReport, overdueReasons, overdueWords } from './reports/overdue';
export { type HoldsReport, type RestrictionsReport } from './reports/registers';
export { RetentionReports, type RunsReport, type ScheduleReport } from './reports/retention-reports.service';
export { type RestrictionGround, type RestrictionOrder } from './restrictions/restriction';
export { Restrictions } from './restrictions/restrictions.service';
export { RetentionModule } from './retention.module';
