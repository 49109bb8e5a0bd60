import type { components } from './schema';

/** The names under which the console speaks of the API's answers; the shapes are those of `openapi.json`. */
type Schemas = components['schemas'];

export type Session = Schemas['SessionResponse'];
export type Person = Schemas['PersonResponse'];
export type Role = Person['roles'][number];
export type Ticket = Schemas['TicketDto'];
export type TicketRef = Schemas['MediaTicketDto'];
export type MediaItem = Schemas['MediaDto'];
export type MediaState = MediaItem['state'];
export type View = Schemas['ViewDto'];
export type Grant = Schemas['GrantDto'];
export type GrantState = Grant['state'];
export type Approval = Schemas['ApprovalDto'];
export type Alert = Schemas['AlertDto'];
export type AlertFinding = NonNullable<Alert['finding']>;
export type Operation = Schemas['OperationDto'];
export type Evidence = Schemas['EvidenceDto'];
export type Production = Schemas['ProductionDto'];
export type StandingQuestion = Schemas['StandingQuestion'];
export type Notification = Schemas['NotificationDto'];
export type VolumeBucket = Schemas['VolumeBucketDto'];
export type SavedSearch = Schemas['SavedSearchDto'];
export type Meta = Schemas['MetaDto'];
export type Problem = Schemas['ProblemDto'];

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface PersonalPart {
  state: 'present' | 'erased' | 'ended' | 'missing' | 'mismatch' | 'not_checked';
  payload?: Record<string, string>;
}

export interface LogEntry {
  n: number;
  sealedAt: string;
  id: string;
  at: string;
  type: string;
  actor: { kind: 'user' | 'client' | 'system'; id: string; role: string | null; displayName?: string };
  subject: string | null;
  object: {
    media?: string | null;
    object?: string | null;
    class?: string | null;
    part?: string | null;
    sha256?: string | null;
  } | null;
  ticket: TicketRef | null;
  purpose: string | null;
  grant: string | null;
  decision: 'allow' | 'deny' | 'error';
  reason: string | null;
  range: string | null;
  bytes: number | null;
  personal: { actor: PersonalPart | null; subject: PersonalPart | null };
  leafHash: string;
}

export interface VerificationResult {
  finishedAt: string;
  intact: boolean;
  entries: { found: number; expected: number };
  checkpoints: { confirmed: number; found: number };
  gaps: number;
  findingCount: number;
}

export interface Verification {
  running: { startedAt: string; checked: number; expected: number } | null;
  /** The latest finished one, by anybody. */
  latest: VerificationResult | null;
}

/** A place outside the database that remembers the log. */
export interface Anchor {
  name: string;
  kind: 'bucket' | 'witness' | 'time_stamp';
  size: number;
  at: string | null;
  lag: number;
  state: 'current' | 'behind' | 'failing' | 'not_protecting';
  error: 'away' | 'refused' | 'conflict' | 'forked' | 'rolled_back' | 'forgot' | 'damaged' | null;
}

export interface Anchors {
  anchors: Anchor[];
  witnessed: { size: number; quorum: boolean } | null;
  closesAt: string | null;
}

/** The last 90 days, oldest first. */
export interface VerifiedDays {
  witnesses: string[];
  days: VerifiedDay[];
}

export interface VerifiedDay {
  day: string;
  runs: number;
  failed: number;
  witnesses: string[];
}

export interface SignedCheckpoint {
  note: string;
  size: number;
  at: string;
}

export interface LogReview {
  id: string;
  from: string;
  to: string;
  /** Ids of the alerts that were looked at. */
  alerts: string[];
  entries: number;
  outcome: 'nothing_found' | 'finding';
  finding: string | null;
  reviewedBy: string;
  reviewedAt: string;
  closure: string | null;
  closedBy: string | null;
  closedAt: string | null;
}
