export { Audit } from './audit.service';
export { AuditUnavailable, EntryNotFound, InvalidAuditRecord, PersonalTicketId } from './audit.errors';
export { AUDIT_OPTIONS, type AuditOptions, readLogKey } from './audit.options';
export { type AuditRecord, type Decision } from './audit-record';
export { type AuditArea, type AuditType, auditTypes, isAuditType, type Operation, operationOf } from './event-types';
export { type OpenedPart, packPersonalPart, type PersonalPayload, unpackPersonalPart } from './format/personal-part';
export { looksPersonal } from './format/ticket-id';
export { type AddressTags, PERSONAL_PARTS, type PersonalParts, type SealedPart } from './personal-parts';
export { SealedEntries } from './sealed-entries';
