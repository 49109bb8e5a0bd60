export { Access, type Attempt } from './access.service';
export { AccessGuard } from './access.guard';
export {
  Forbidden,
  GrantConflict,
  InvalidGrant,
  NotFound,
  OpeningRefused,
  RequestChanged,
  SelfGrant,
  TicketRequired,
  UnknownPurpose,
  UnknownTicket,
} from './access.errors';
export { type ApprovableAction, Approvables, type Approved } from './approvals/approvable';
export { type Approval } from './approvals/approval';
export { ApprovalQueue, type ApprovalView } from './approvals/approval-queue';
export { ApprovalDto } from './approvals/approvals.dto';
export { Approvals } from './approvals/approvals.service';
export { AccessModule } from './access.module';
export type { Row } from './ability';
export { ApprovedGrants } from './grants/approved-grants';
export { assignmentGrantHours, type Grant, type GrantState, longestGrantHours } from './grants/grant';
export { grantHolds } from './grants/grant.repository';
export { GrantEnded } from './grants/grant-watch';
export { Grants } from './grants/grant.service';
export { TicketSource } from './grants/ticket-source';
export { IdPipe } from './id.pipe';
export type { DenialReason, MediaFacts, OpeningRequest, Rendition, TicketFacts } from './opening';
export {
  type Action,
  allow,
  column,
  type Conditions,
  type Field,
  type Holder,
  type Permission,
  type Policy,
  PolicyRegistry,
  type Resource,
} from './policy';
export { ReadGrant } from './read-grant';
export { Rules } from './rules';
export { Scope, UnknownOperator } from './scope';
