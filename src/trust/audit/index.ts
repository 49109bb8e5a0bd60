export { Audit } from './audit.service';
export { AuditUnavailable, EntryNotFound, InvalidAuditRecord, PersonalTicketId } from './audit.errors';
export { AuditModule } from './audit.module';
export { AUDIT_OPTIONS, type AuditOptions, readLogKey } from './audit.options';
export { type AuditRecord, type Decision } from './audit-record';
export { type AuditArea, type AuditType, auditTypes, isAuditType, type Operation, operationOf } from './event-types';
export { type OpenedPart, packPersonalPart, type PersonalPayload, unpackPersonalPart } from './format/personal-part';
export { verifierKey } from './format/note';
export { looksPersonal } from './format/ticket-id';
export { type AddressTags, PERSONAL_PARTS, type PersonalParts, type SealedPart } from './personal-parts';
export { ACTOR_NAMES, type ActorNames, AuditLog, EntryDamaged, type EntryPage } from './reading/audit-log.service';
export {
  auditPolicy,
  entriesFor,
  entriesOfMedia,
  entriesOfSubject,
  entriesOfTicket,
  type EntryScope,
} from './reading/entry-scope';
export { type EntryView, type PersonalView } from './reading/entry-view';
export { type EntryQuery } from './reading/log.repository';
export { SealedEntries } from './sequencer/sealed-entries';
export { LogDamaged, Sequencer, type SequencerState } from './sequencer/sequencer';
export { renderSummary, renderVerification, type VerificationResult } from './verify/verification-result';
export { verifyDatabase, type VerifyOptions } from './verify/verify-database';
export { Verifications, type VerificationState } from './verify/verifications.service';
