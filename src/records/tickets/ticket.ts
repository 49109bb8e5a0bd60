import type { Id } from '../../kernel';
import type { TicketFacts } from '../../trust/access';

/** Helpdesks that a ticket may live in; `own` is the vault's own list. */
export const ticketSystems = ['own', 'zendesk', 'freshdesk', 'salesforce'] as const;
export type TicketSystem = (typeof ticketSystems)[number];

export const ticketStatuses = ['open', 'closed'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** What each change of status is called in the log. Both ways exist: helpdesks reopen. */
export const statusSteps: Readonly<Record<TicketStatus, Readonly<Record<TicketStatus, string | null>>>> = {
  open: { open: null, closed: 'closed' },
  closed: { closed: null, open: 'reopened' },
};

/** A ticket as people write it: its system, and its id there. */
export interface TicketReference {
  readonly system: string;
  readonly id: string;
}

/** What a helpdesk says of a ticket; a later word replaces all of it. */
export interface TicketWord {
  readonly status: TicketStatus;
  readonly assigneeId: Id | null;
  readonly purpose: string;
  readonly subjectId: Id | null;
}

/** A ticket as the vault knows it. */
export interface Ticket extends TicketFacts {
  readonly status: TicketStatus;
  /** The subject who stands for it now, after merges. */
  readonly subjectId: Id | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The reasons for the log that one change has; none where nothing changes. */
export function changesBetween(before: TicketWord, after: TicketWord): string[] {
  const step = statusSteps[before.status][after.status];
  return [
    ...(step === null ? [] : [step]),
    ...(before.assigneeId === after.assigneeId ? [] : ['reassigned']),
    ...(before.purpose === after.purpose ? [] : ['purpose']),
    ...(before.subjectId === after.subjectId ? [] : ['subject']),
  ];
}

/** Whose accesses by assignment a change ends: they hang on who works on the ticket, and for what. */
export function endsAssignments(changes: readonly string[]): boolean {
  return changes.includes('reassigned') || changes.includes('purpose');
}
