export { Audit } from './audit.service';
export { AuditUnavailable, EntryNotFound, PersonalTicketId } from './audit.errors';
export { AuditModule } from './audit.module';
export { AUDIT_OPTIONS, type AuditOptions, type LogKeyring, readLogKey } from './audit.options';
export { type AnchorSet, createAnchors, noAnchors } from './anchors/anchor-set';
export { AnchorStates } from './anchors/anchor-states.service';
export { checkStart, newestAnchored, StartRefused } from './anchors/check-start';
export { RefillRefused, refillLog } from './anchors/refill/refill-log';
export { TimeStampKeeper } from './anchors/time-stamps/time-stamp-keeper';
export { startWitness } from './anchors/witness/start-witness';
export { type AuditRecord } from './audit-record';
export { type AuditType, auditTypes, operationOfType } from './event-types';
export {
  type Completeness,
  type EvidenceEntry,
  type EvidenceFrame,
  type EvidenceLeaf,
  type EvidencePeriod,
  LogEvidence,
  type LeafRange,
} from './evidence/log-evidence.service';
export { type EvidenceQuery } from './evidence/evidence-query';
export { type DisclosedAccess, disclosedAccess } from './evidence/disclosed-access';
export { type ProvenPart } from './evidence/proven-part';
export { LogErasure } from './erasure/log-erasure.service';
export { exportLog } from './export/export-log';
export { type EarlierKey, verifierKey } from './format/note';
export { parseVerifierKey } from './format/verifier-key';
export { canonicalJson, type CanonicalValue, parseCanonical } from './format/canonical';
export { type OpenedPart, packPersonalPart, type PersonalPayload, unpackPersonalPart } from './format/personal-part';
export { encodeBundle } from './format/tiles';
export { looksPersonal } from './format/ticket-id';
export { type AddressTags, PERSONAL_PARTS, type PersonalParts, type SealedPart } from './personal-parts';
export { ACTOR_NAMES, type ActorNames, AuditLog } from './reading/audit-log.service';
export { LogFeed } from './reading/log-feed';
export { findOpeningEntries, listReadingHours, type OpenedEntry } from './reading/opened-objects.repository';
export { findLogSize, listActs, listApproverPairs, type LoggedAct } from './reading/acts.repository';
export { listLoggedEnds, listLoggedEscrows, type LoggedEnd, type LoggedEscrow } from './reading/ends.repository';
export { entriesFor } from './reading/entry-scope';
export { type EntryView } from './reading/entry-view';
export { type EntryQuery } from './reading/page.repository';
export {
  countStoredObjects,
  firstStoredObjects,
  hasEnded,
  listEndedOf,
  listNamedObjects,
  listStoredObjects,
  type NamedObject,
  type StoredObjectEntry,
} from './reading/stored-objects.repository';
export { SavedSearches } from './saved-searches/saved-searches.service';
export { READER_ROLES, type ReaderRoles, WatchSearches } from './saved-searches/watch-searches';
export { matches } from './search/matches';
export { parseQuery } from './search/parse-query';
export { type Query, type Term, term, termNames, valueTerms } from './search/query';
export { QueryPlaces } from './search/query-places';
export { type LogKeyView, LogKeys } from './log-keys/log-keys.service';
export { AcceptedStart, type AcceptedStartRequest } from './opening/accepted-start.service';
export { NewLog, type NewLogRequest } from './opening/new-log.service';
export { LogPruning } from './pruning/log-pruning.service';
export { pruneApprovals } from './pruning/pruning.repository';
export { SealedEntries } from './sequencer/sealed-entries';
export { Sequencer } from './sequencer/sequencer';
export { renderSummary, renderVerification, type VerificationResult } from './verify/verification-result';
export { verifyDatabase } from './verify/verify-database';
export { Verifications } from './verify/verifications.service';
