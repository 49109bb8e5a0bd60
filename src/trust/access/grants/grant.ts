import type { Id } from '../../../kernel';
import type { DenialReason, OpeningRequest, Rendition } from '../opening';

/** What a grant may be: asked for, in force, or ended in one of three ways. */
export const grantStates = ['requested', 'active', 'refused', 'revoked', 'expired'] as const;
export type GrantState = (typeof grantStates)[number];

/** The only ways from one state to another; everything else is a conflict. */
export const grantSteps: Readonly<Record<GrantState, readonly GrantState[]>> = {
  requested: ['active', 'refused', 'expired'],
  active: ['revoked', 'expired'],
  refused: [],
  revoked: [],
  expired: [],
};

/** Why a grant ended before its time. */
export type EndReason = 'revoked' | 'refused' | 'reassigned';

/** From where to where each of these takes a grant. */
export const endings: Readonly<Record<EndReason, readonly [GrantState, GrantState]>> = {
  refused: ['requested', 'refused'],
  revoked: ['active', 'revoked'],
  reassigned: ['active', 'revoked'],
};

export const longestGrantHours = 72;
export const assignmentGrantHours = 8;

/** A grant: this person, this item (or everything on this ticket), this purpose, until then, so often. */
export interface Grant {
  readonly id: Id;
  readonly actorKind: 'user' | 'client';
  readonly actorId: Id;
  /** One item; null where the grant covers every item of its ticket. */
  readonly mediaId: Id | null;
  readonly ticketSystem: string;
  readonly ticketId: string;
  readonly purpose: string;
  readonly rendition: Rendition;
  readonly reason: string | null;
  readonly notBefore: Date;
  readonly expiresAt: Date;
  readonly maxViews: number | null;
  readonly viewsUsed: number;
  readonly state: GrantState;
  /** Set while the grant's ticket is closed. */
  readonly suspendedAt: Date | null;
  readonly askedBy: Id;
  readonly askedAt: Date;
  readonly givenBy: Id | null;
  readonly givenAt: Date | null;
  readonly endedBy: Id | null;
  readonly endedAt: Date | null;
  /** Made by opening under an assigned ticket, not by a person. */
  readonly auto: boolean;
}

/** Whether a grant speaks of this opening at all, whatever its state. (There is one rendition yet: the original.) */
export function covers(grant: Grant, { media, ticket, purpose }: OpeningRequest): boolean {
  return (
    grant.ticketSystem === ticket.system &&
    grant.ticketId === ticket.externalId &&
    grant.purpose === purpose &&
    (grant.mediaId === null ? media.ticketIds.includes(ticket.id) : grant.mediaId === media.id)
  );
}

/** Why a grant does not hold at this moment of the database's clock, or null where it does. */
export function weakness(grant: Grant, now: Date): DenialReason | null {
  if (grant.state === 'requested') return 'grant_requested';
  if (grant.state === 'refused') return 'grant_required';
  if (grant.state === 'revoked') return 'grant_revoked';
  if (grant.state === 'expired' || grant.expiresAt <= now) return 'grant_expired';
  if (grant.suspendedAt !== null) return 'grant_suspended';
  if (grant.notBefore > now) return 'grant_early';
  if (grant.maxViews !== null && grant.viewsUsed >= grant.maxViews) return 'grant_exhausted';
  return null;
}

/** The most telling of several reasons: what stood closest to opening. */
export function mostTelling(reasons: readonly DenialReason[]): DenialReason | null {
  const order: DenialReason[] = [
    'actor_suspended',
    'grant_suspended',
    'grant_revoked',
    'grant_expired',
    'grant_exhausted',
    'grant_early',
    'grant_requested',
    'grant_required',
  ];
  return order.find((reason) => reasons.includes(reason)) ?? null;
}
