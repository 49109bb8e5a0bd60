export { type Claim, type ClaimSet, claimsOf, type RetainedItem, type Schedule } from './rules/claims';
export { type EventRule, type RetentionEvent } from './rules/events';
export { liveClaims, outcomeOf, type RetentionOutcome, rolesAlive, runningMinima } from './rules/outcome';
export {
  type ErasureWish,
  judge,
  type Judgement,
  type PrecedenceTest,
  type Situation,
  type Verdict,
} from './rules/precedence';
export { canBeHeld, canTurn, type RetentionState, retentionStates, retentionTurns } from './rules/retention-state';
export { type RequestRegime, requestRegimes, type ScheduleRow } from './rules/schedule';
export { ClaimKeeper, type FreshClaims } from './claims/claim-keeper';
export { DestructionGate, type DestructionGround } from './dispositions/destruction-gate';
export { type DueItem } from './dispositions/disposition.repository';
export { DispositionRuns } from './dispositions/disposition-runs';
export { PolicySchedule } from './policy-schedule';
export { NotDestructible } from './retention.errors';
export { RetentionModule } from './retention.module';
