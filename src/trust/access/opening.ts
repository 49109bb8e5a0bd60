import type { Id } from '../../kernel';

/** What can be opened of an item. Until renditions are built there is only the original. */
export const renditions = ['original'] as const;
export type Rendition = (typeof renditions)[number];

/** A ticket as access needs to know it, read in the request that asks. */
export interface TicketFacts {
  readonly id: Id;
  readonly system: string;
  readonly externalId: string;
  readonly assigneeId: Id | null;
  readonly open: boolean;
  readonly purpose: string;
}

/** A media item as access needs to know it. */
export interface MediaFacts {
  readonly id: Id;
  readonly objectId: Id;
  readonly class: string;
  /** Whether the class belongs to know-your-customer work (config/document-classes.json). */
  readonly kyc: boolean;
  /** Its existence is kept from the person, and from whoever meets them. */
  readonly secret: boolean;
  readonly subjectId: Id | null;
  /** The tickets (their vault ids) that the item is linked to. */
  readonly ticketIds: readonly Id[];
  /** Kept and not used (GDPR Art 18): only purposes that a restriction leaves open it. */
  readonly restricted: boolean;
  /** SHA-256 of the sealed object, hex. */
  readonly sealedSha256?: string;
  /** Whether the actor's scope shows this item's facts; where it does not, every denial looks like "no such item". */
  readonly visible: boolean;
}

/** What an actor wants to open, with the declared ticket and purpose. */
export interface OpeningRequest {
  readonly media: MediaFacts;
  readonly ticket: TicketFacts;
  readonly purpose: string;
  readonly rendition: Rendition;
  /** `all` or `a-b`, as it stands in the entry. */
  readonly range: string;
  /** A browser's view and a program's reading are told apart in the log. */
  readonly as: 'view' | 'read';
}

/** The facts of a request that rules look at. */
export function openingRow(request: OpeningRequest): Readonly<Record<string, unknown>> {
  const { media, ticket, purpose } = request;
  return {
    kyc: media.kyc,
    secret: media.secret,
    linked: media.ticketIds.includes(ticket.id),
    assigneeId: ticket.assigneeId,
    open: ticket.open,
    ticketPurpose: ticket.purpose,
    ofTicketsPurpose: purpose === ticket.purpose,
  };
}

/** Why nothing was opened. Stands in the entry; outside it becomes a refusal. */
export type DenialReason =
  | 'unknown_purpose'
  | 'purpose_not_allowed'
  | 'restricted'
  | 'ticket_closed'
  | 'role'
  | 'grant_required'
  | 'grant_requested'
  | 'grant_early'
  | 'grant_expired'
  | 'grant_exhausted'
  | 'grant_revoked'
  | 'grant_suspended'
  | 'actor_suspended';
