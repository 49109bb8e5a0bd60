/** The answers of the API that the console reads (interfaces.md 7; the names are those of `openapi.json`). */
export type Role =
  | 'support_agent'
  | 'kyc_agent'
  | 'compliance_officer'
  | 'dpo'
  | 'legal'
  | 'records_manager'
  | 'auditor'
  | 'administrator'
  | 'key_administrator';

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Session {
  id: string;
  actor: { id: string; name: string; displayName: string; roles: Role[] };
  /** The end that no use puts off. */
  expiresAt: string;
  /** Minutes of silence after which it ends sooner. */
  idleMinutes: number;
  mustChangePassword: boolean;
}

export interface TicketRef {
  system: string;
  id: string;
}

export interface Ticket extends TicketRef {
  status: 'open' | 'closed';
  purpose: string;
  assignee: string | null;
  subject: string | null;
}

export type MediaState = 'receiving' | 'quarantined' | 'available';

export interface MediaItem {
  id: string;
  class: string;
  kyc: boolean;
  state: MediaState;
  ticket: TicketRef | null;
  tickets: TicketRef[];
  subject: string;
  purpose: string;
  jurisdiction: string | null;
  legalBasis: string | null;
  /** As sniffed; null where nobody knows it. */
  contentType: string | null;
  length: number;
  sha256: string | null;
  fileName: string | null;
  receivedAt: string;
  channel: string;
  releasedAt: string | null;
  inspection: string;
  rendition: string;
  quarantineReasons: string[];
}

export interface View {
  id: string;
  entry: number;
  expiresAt: string;
  content: { type: string; length: number };
}

export interface Person {
  id: string;
  name: string;
  displayName: string;
  roles: Role[];
  locked: boolean;
  lockReason: 'administrator' | 'failures' | null;
  mustChangePassword: boolean;
  lastSignInAt: string | null;
  createdAt: string;
  etag: string;
}

export type GrantState = 'requested' | 'active' | 'refused' | 'revoked' | 'expired';

export interface Grant {
  id: string;
  actor: string;
  media: string | null;
  ticket: TicketRef;
  purpose: string;
  rendition: string;
  state: GrantState;
  reason: string | null;
  expiresAt: string;
  maxViews: number | null;
  viewsUsed: number;
  /** Whether it rests because its ticket is closed. */
  suspended: boolean;
  /** Whether opening under an assigned ticket made it. */
  auto: boolean;
  askedBy: string;
  givenBy: string | null;
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

export interface Meta {
  version: string;
  vaultId: string;
  origin: string;
  documentClasses: { code: string; name: string; kyc: boolean; types: string[] }[];
  purposes: { code: string; name: string; roles: Role[] }[];
  jurisdictions: { code: string; name: string }[];
  legalBases: { code: string; name: string }[];
  roles: { code: Role; name: string; excludes: Role[] }[];
  maxMediaBytes: number;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  traceId?: string;
  errors?: { pointer: string; code: string }[];
}
