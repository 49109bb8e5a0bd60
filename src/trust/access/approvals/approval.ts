import { createHash } from 'node:crypto';
import type { Id, Role } from '../../../kernel';
import { canonicalJson, type CanonicalValue, parseCanonical } from '../../audit';

/** What a request for approval may be: open in two ways, or ended in four. */
export const approvalStates = ['requested', 'approved', 'executed', 'declined', 'withdrawn', 'expired'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** The only ways from one state to another; a change takes an open request back to its beginning. */
export const approvalSteps: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  requested: ['requested', 'approved', 'declined', 'withdrawn', 'expired'],
  approved: ['requested', 'executed', 'declined', 'withdrawn', 'expired'],
  executed: [],
  declined: [],
  withdrawn: [],
  expired: [],
};

/** Why somebody who may approve does not. */
export const declineReasons = ['not_needed', 'too_much', 'not_now', 'mistaken', 'not_lawful'] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** A human being in the part that they took: the account, the role that counted, and every key of who they are. */
export interface Party {
  readonly id: Id;
  readonly role: Role;
  /** Who this account belongs to, as it stood at the act and as it stands now: accounts that share one are one human. */
  readonly persons: readonly string[];
}

/** One approval of one version of the request. */
export interface Given {
  readonly by: Party;
  readonly version: number;
  /** SHA-256 of the request that was approved, hex. */
  readonly hash: string;
  readonly at: Date;
}

/** Something that waits for other people, or did. */
export interface Approval {
  readonly id: Id;
  readonly action: string;
  /** Canonical JSON of `{action, request}`: exactly these bytes are approved and executed. */
  readonly body: Buffer;
  /** SHA-256 of the body, hex. */
  readonly hash: string;
  /** Grows with each change of the request. */
  readonly version: number;
  readonly state: ApprovalState;
  /** How many other people have to approve. */
  readonly needed: number;
  /** Whether they must act in another role than the one it was requested in. */
  readonly differentRole: boolean;
  readonly requestedBy: Party;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  /** All approvals, those of earlier versions too. */
  readonly given: readonly Given[];
  readonly endedBy: Id | null;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** What somebody wants to do with it. */
export type Act =
  | { readonly kind: 'give'; readonly by: Party; readonly hash: string }
  | { readonly kind: 'decline'; readonly by: Party; readonly reason: DeclineReason }
  | { readonly kind: 'withdraw'; readonly by: Party }
  | { readonly kind: 'change'; readonly by: Party; readonly body: Buffer; readonly expiresAt: Date }
  | { readonly kind: 'execute'; readonly by: Party };

/** Why an act does not happen; codes for the log. */
export type ApprovalRefusal =
  | 'state'
  | 'expired'
  | 'own_request'
  | 'own_approval'
  | 'same_role'
  | 'changed'
  | 'already_given'
  | 'not_requester'
  | 'missing';

export type Decision = { readonly refused: ApprovalRefusal } | { readonly next: Approval };

/** The bytes that are approved: canonical, so that one request has one hash. */
export function bodyOf(action: string, request: CanonicalValue): Buffer {
  return Buffer.from(canonicalJson({ action, request }));
}

/** The request as it was frozen: read from the stored bytes, never from anything newer. */
export function requestOf({ body }: Pick<Approval, 'body'>): CanonicalValue {
  const { request } = parseCanonical(body) as { readonly request: CanonicalValue };
  return request;
}

export function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

export function isOpen({ state }: Pick<Approval, 'state'>): boolean {
  return state === 'requested' || state === 'approved';
}

/** Two accounts of one human are one human, whichever of them acts. */
export function isSameHuman(one: Party, other: Party): boolean {
  return one.id === other.id || one.persons.some((person) => other.persons.includes(person));
}

/** The approvals that count: of this very request, by different people, none of them the one who asked. */
export function countApprovals({ given, version, hash, requestedBy, differentRole }: Approval): number {
  const counted: Party[] = [];
  for (const approval of given) {
    if (approval.version !== version || approval.hash !== hash) continue;
    if (differentRole && approval.by.role === requestedBy.role) continue;
    if ([requestedBy, ...counted].some((other) => isSameHuman(other, approval.by))) continue;
    counted.push(approval.by);
  }
  return counted.length;
}

/** Decides one act at a moment of the database's clock, and gives what the approval is afterwards. */
export function decide(approval: Approval, act: Act, now: Date): Decision {
  const refused = whyNot(approval, act, now);
  return refused === null ? { next: after(approval, act, now) } : { refused };
}

function whyNot(approval: Approval, act: Act, now: Date): ApprovalRefusal | null {
  if (approval.state === 'expired' || (isOpen(approval) && approval.expiresAt <= now)) return 'expired';
  if (!approvalSteps[approval.state].includes(aim(act))) return 'state';
  switch (act.kind) {
    case 'give':
      return whyNotGive(approval, act.by, act.hash);
    case 'decline':
      return isSameHuman(approval.requestedBy, act.by) ? 'own_request' : null;
    case 'withdraw':
    case 'change':
      return approval.requestedBy.id === act.by.id ? null : 'not_requester';
    case 'execute':
      return whyNotExecute(approval, act.by);
  }
}

/** Whoever approved it does not have it done: else two people who do it would be one (regulation D7). */
function whyNotExecute(approval: Approval, by: Party): ApprovalRefusal | null {
  if (countApprovals(approval) < approval.needed || hashOf(approval.body) !== approval.hash) return 'missing';
  const counted = approval.given.filter(({ version }) => version === approval.version);
  return counted.some((given) => isSameHuman(given.by, by)) ? 'own_approval' : null;
}

/** Where an act leads, as far as the table of steps is concerned: an approval may be the last that is needed. */
function aim({ kind }: Act): ApprovalState {
  const aims = {
    give: 'approved',
    decline: 'declined',
    withdraw: 'withdrawn',
    change: 'requested',
    execute: 'executed',
  } as const;
  return aims[kind];
}

function whyNotGive(approval: Approval, by: Party, hash: string): ApprovalRefusal | null {
  if (isSameHuman(approval.requestedBy, by)) return 'own_request';
  if (approval.differentRole && by.role === approval.requestedBy.role) return 'same_role';
  if (hash !== approval.hash) return 'changed';
  const present = approval.given.filter(({ version }) => version === approval.version);
  return present.some((given) => isSameHuman(given.by, by)) ? 'already_given' : null;
}

function after(approval: Approval, act: Act, now: Date): Approval {
  if (act.kind === 'give') {
    const { hash, version } = approval;
    const next = { ...approval, given: [...approval.given, { by: act.by, hash, version, at: now }] };
    return countApprovals(next) < approval.needed ? next : { ...next, state: 'approved' };
  }
  if (act.kind === 'change') {
    const { body, expiresAt } = act;
    return { ...approval, body, hash: hashOf(body), version: approval.version + 1, state: 'requested', expiresAt };
  }
  const endReason = act.kind === 'decline' ? act.reason : null;
  return { ...approval, state: aim(act), endedBy: act.by.id, endedAt: now, endReason };
}
