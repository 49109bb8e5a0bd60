import type { Id } from './ids';

/** The closed list of roles a person may hold (the matrix is in `config/roles.json` and each module's policy). */
export const roles = [
  'support_agent',
  'kyc_agent',
  'compliance_officer',
  'dpo',
  'legal',
  'records_manager',
  'auditor',
  'administrator',
  'key_administrator',
] as const;
export type Role = (typeof roles)[number];

/** What a client program may be allowed. */
export const scopes = ['media:write', 'media:list', 'media:read', 'tickets:write', 'audit:read'] as const;
export type Scope = (typeof scopes)[number];

/** Who acts: a person, a client program, or the vault itself. */
export interface Actor {
  readonly kind: 'user' | 'client' | 'system';
  readonly id: Id;
  /** A person's roles; empty for programs and the system. */
  readonly roles: readonly Role[];
  /** A program's scopes; empty for people and the system. */
  readonly scopes: readonly Scope[];
  /** The session (people) or token (programs) this act came through. */
  readonly sessionId: Id | null;
  /** How the actor signed in (RFC 8176 values). */
  readonly amr: readonly string[];
}

/** The vault itself: jobs, sweepers, start-up. */
export const systemActor: Actor = {
  kind: 'system',
  id: '00000000-0000-4000-8000-000000000000',
  roles: [],
  scopes: [],
  sessionId: null,
  amr: [],
};

/** Whoever has not signed in. Only routes that are public for a stated reason meet it; it may do nothing else. */
export const anonymousActor: Actor = { ...systemActor, kind: 'user', id: '00000000-0000-4000-8000-000000000001' };

/** Where an act came from: sealed into the entry's actor part, never logged in clear. */
export interface Origin {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Everything a use case knows about the request it serves. */
export interface RequestContext {
  readonly actor: Actor;
  readonly origin: Origin;
  /** Follows the request through log lines, jobs and problem answers. */
  readonly traceId: string;
}

/** The context of work that nobody asked for over HTTP. */
export function systemContext(traceId: string): RequestContext {
  return { actor: systemActor, origin: { ip: null, userAgent: null }, traceId };
}
