import type { Id, Role, Scope } from '../../../kernel';

/** Why a view has ended. `unknown`: the process that was sending died, so that nobody can say how much arrived. */
export const closeReasons = [
  'closed',
  'completed',
  'interrupted',
  'expired',
  'session_ended',
  'grant_ended',
  'restricted',
  'integrity_failed',
  'destroyed',
  'unavailable',
  'unknown',
] as const;
export type CloseReason = (typeof closeReasons)[number];

/** A view lives at most this long, and never longer than its grant. */
export const viewMinutes = 60;

/** One opening of one item by one actor under one grant. */
export interface View {
  readonly id: Id;
  /** `view` for browsers, `read` for programs. */
  readonly kind: 'view' | 'read';
  readonly mediaId: Id;
  readonly ticketSystem: string;
  readonly ticketId: string;
  readonly purpose: string;
  readonly rendition: string;
  readonly actorKind: 'user' | 'client' | 'system';
  readonly actorId: Id;
  readonly actorRole: Role | Scope | 'system' | null;
  readonly sessionId: Id | null;
  readonly grantId: Id;
  readonly entryId: Id;
  readonly entry: number;
  readonly expiresAt: Date;
  readonly ranges: number;
  readonly bytes: number;
  readonly closeReason: CloseReason | null;
}

/** A view that has just been closed, with what its closing entry says of the item. */
export interface ClosedView extends View {
  readonly objectId: Id;
  readonly subjectId: Id;
  readonly class: string;
  readonly sealedSha256: string;
}
