import type { Id } from '../../kernel';
import type { RequestRegime } from '../../lifecycle/retention';

/** What a person may ask for. */
export const requestTypes = [
  'erasure',
  'access',
  'portability',
  'rectification',
  'restriction',
  'objection',
  'consent_withdrawal',
  'grievance',
  'nomination',
  'complaint',
] as const;
export type RequestType = (typeof requestTypes)[number];

/** How it came. Whatever brings requests in goes through the same intake. */
export const requestChannels = ['api', 'form', 'email', 'post', 'phone', 'in_person', 'helpdesk', 'portal'] as const;
export type RequestChannel = (typeof requestChannels)[number];

export const requestStates = [
  'received',
  'forwarded',
  'identity_pending',
  'confirmed',
  'not_identified',
  'planned',
  'executing',
  'carried_out',
  'refused',
  'answered',
  'closed',
] as const;
export type RequestState = (typeof requestStates)[number];

/** The one table of states. */
export const requestTurns: Readonly<Record<RequestState, readonly RequestState[]>> = {
  received: ['forwarded', 'identity_pending', 'confirmed', 'not_identified', 'refused'],
  forwarded: ['confirmed', 'answered'],
  identity_pending: ['confirmed', 'not_identified', 'refused'],
  confirmed: ['planned', 'refused', 'answered'],
  planned: ['planned', 'executing', 'carried_out', 'refused', 'answered'],
  executing: ['carried_out'],
  carried_out: ['planned', 'answered'],
  not_identified: ['answered', 'confirmed'],
  refused: ['answered'],
  answered: ['closed'],
  closed: [],
};

/**
 * How staff know that it is this person (GDPR Art 12(6)): by what is known of them already. An identity document is the
 * last means; one that was taken is an item of its own, of the class that goes after 30 days.
 */
export const identityMeans = [
  'known_login',
  'known_contact',
  'ticket_facts',
  'nominee_proof',
  'identity_document',
] as const;
/** Where another is the controller, its instruction says who it is: nobody here asks the person. */
export const allMeans = [...identityMeans, 'controller_instruction'] as const;
export type IdentityMeans = (typeof allMeans)[number];

/** What was done in the end, as the person was told. */
export const requestOutcomes = [
  'fulfilled',
  'partly',
  'deferred',
  'nothing_found',
  'not_identified',
  'refused',
  'forwarded',
] as const;
export type RequestOutcome = (typeof requestOutcomes)[number];

/** Why nothing at all is done. What stays of a request that is carried out stands in its plan, item by item. */
export const refusalGrounds = ['manifestly_unfounded', 'manifestly_excessive', 'not_covered', 'others_rights'] as const;
export type RefusalGround = (typeof refusalGrounds)[number];

/** The provision that each refusal stands on, by the law under which the person asked. */
export const refusalArticles: Readonly<Record<RequestRegime, Readonly<Record<RefusalGround, string>>>> = {
  GDPR: {
    manifestly_unfounded: 'GDPR Art 12(5)(b)',
    manifestly_excessive: 'GDPR Art 12(5)(b)',
    not_covered: 'GDPR Art 12(4)',
    others_rights: 'GDPR Art 15(4)',
  },
  UK: {
    manifestly_unfounded: 'UK GDPR Art 12(5)(b)',
    manifestly_excessive: 'UK GDPR Art 12(5)(b)',
    not_covered: 'UK GDPR Art 12(4)',
    others_rights: 'UK GDPR Art 15(4)',
  },
  DPDP: {
    manifestly_unfounded: 'DPDP Act s.15',
    manifestly_excessive: 'DPDP Act s.15',
    not_covered: 'DPDP Act s.12(3)',
    others_rights: 'DPDP Act s.11(2)',
  },
  CCPA: {
    manifestly_unfounded: 'Cal. Civ. Code §1798.145(h)(3)',
    manifestly_excessive: 'Cal. Civ. Code §1798.145(h)(3)',
    not_covered: 'Cal. Civ. Code §1798.105(d)',
    others_rights: 'Cal. Civ. Code §1798.145(k)',
  },
};

export interface Refused {
  readonly ground: RefusalGround;
  readonly article: string;
  /** The approval that it rests on. */
  readonly approval: Id;
}

/** A request as the register shows it: codes, dates and pseudonyms. What the person said is sealed beside it. */
export interface SubjectRequest {
  readonly id: Id;
  readonly type: RequestType;
  readonly regime: RequestRegime;
  readonly jurisdiction: string;
  readonly channel: RequestChannel;
  readonly state: RequestState;
  /** For whom the data are processed, who decides; null where this organisation does. */
  readonly controller: string | null;
  readonly forwardedAt: Date | null;
  /** What the controller calls its instruction; null until there is one. */
  readonly instruction: string | null;
  /** Null until it is known whose it is. */
  readonly subject: Id | null;
  /** Somebody whom the person named, or an heir, asks for them (DPDP Act s.14). */
  readonly byNominee: boolean;
  readonly language: 'en' | 'de' | 'hi';
  readonly receivedAt: Date;
  readonly recordedBy: Id;
  /** The first of several alike by the same person; its own id where it is the first. */
  readonly group: Id;
  readonly identity: IdentityMeans | null;
  readonly outcome: RequestOutcome | null;
  readonly refused: Refused | null;
  /** What the plan was approved by, as it was carried out last. */
  readonly planApproval: Id | null;
  readonly carriedOutAt: Date | null;
  readonly answeredAt: Date | null;
  readonly closedAt: Date | null;
  /** The earliest day that is due and not met; null where none is. */
  readonly dueAt: Date | null;
}

export function canTurn(from: RequestState, to: RequestState): boolean {
  return requestTurns[from].includes(to);
}

/** Whether somebody else has to decide and has not: nothing is done then but forwarding it. */
export function waitsForController({
  controller,
  instruction,
}: Pick<SubjectRequest, 'controller' | 'instruction'>): boolean {
  return controller !== null && instruction === null;
}

/** States in which something is still to be done. */
export const openStates = requestStates.filter((state) => state !== 'answered' && state !== 'closed');

/** Which outcomes fit the state that an answer ends: nobody answers "fulfilled" to a person who was not identified. */
export function fits(state: RequestState, outcome: RequestOutcome): boolean {
  if (state === 'not_identified') return outcome === 'not_identified';
  if (state === 'refused') return outcome === 'refused';
  if (state === 'forwarded') return outcome === 'forwarded';
  return outcome !== 'not_identified' && outcome !== 'refused' && outcome !== 'forwarded';
}
