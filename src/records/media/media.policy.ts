import type { Id } from '../../kernel';
import { allow, column, type Holder, type Policy, type Row } from '../../trust/access';
import type { LinkedTicket, MediaRow } from './media.repository';

/** Own: it hangs on a ticket that is assigned to the person, while that ticket is open. */
const own = (actorId: Id) => ({ openAssignees: actorId });

/** What may be known of by whoever meets the person; the rest is for compliance and the DPO alone (regulation D4, R6). */
const open = { disclosure: 'normal' };

/** Who takes in, who sees facts, who says who else is on an item (design.md, "Who may do what"). Opening has a policy of its own, in access. */
export const mediaPolicy: Policy = {
  resource: 'Media',
  fields: {
    kyc: column('kyc'),
    disclosure: column('disclosure'),
    openAssignees: {
      contains: (row, placeholder) =>
        `EXISTS (SELECT 1 FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id
          WHERE l.media_id = ${row}.id AND t.status = 'open' AND t.assignee_id = ${placeholder}::uuid)`,
    },
    onOpenTicket: {
      value: (row) =>
        `EXISTS (SELECT 1 FROM records.media_ticket l JOIN records.ticket t ON t.id = l.ticket_id
          WHERE l.media_id = ${row}.id AND t.status = 'open')`,
    },
  },
  permissions: {
    support_agent: ({ id }) => [
      allow(['take_in'], own(id)),
      allow(['read', 'change'], { ...own(id), kyc: false, ...open }),
    ],
    kyc_agent: ({ id }) => [allow(['take_in'], own(id)), allow(['read', 'change'], { ...own(id), kyc: true, ...open })],
    compliance_officer: () => [allow(['read', 'classify'])],
    dpo: () => [allow(['read', 'change'])],
    records_manager: () => [allow(['read'], open)],
    'media:write': () => [
      allow(['take_in'], { onOpenTicket: true }),
      allow(['change'], { onOpenTicket: true, ...open }),
    ],
    'media:list': () => [allow(['read'], open)],
  },
};

/** Views and readings belong to who opened them; whether they open anything is access's decision. */
export const viewPolicy: Policy = {
  resource: 'View',
  fields: { actorId: column('actor_id'), kind: column('kind') },
  permissions: {
    person: ({ id }) => [allow(['open', 'read', 'change'], { actorId: id, kind: 'view' })],
    'media:read': ({ id }) => [allow(['open', 'read'], { actorId: id, kind: 'read' })],
  },
};

/** Everybody else sees facts pseudonymously: no file name, no digest of the content. */
const seesNames: readonly (Holder | 'system')[] = ['support_agent', 'kyc_agent', 'media:list'];

export function maySeeNames(role: Holder | 'system' | null): boolean {
  return role !== null && seesNames.includes(role);
}

/** An item as the rules look at it. */
export function mediaRow({ kyc, disclosure, tickets }: Pick<MediaRow, 'kyc' | 'disclosure' | 'tickets'>): Row {
  return { kyc, disclosure, ...ticketFields(tickets) };
}

/** An item that is about to be taken in under a ticket. */
export function intakeRow(kyc: boolean, ticket: Pick<LinkedTicket, 'open' | 'assigneeId'>): Row {
  return { kyc, ...ticketFields([ticket]) };
}

function ticketFields(tickets: readonly Pick<LinkedTicket, 'open' | 'assigneeId'>[]) {
  const open = tickets.filter((ticket) => ticket.open);
  return {
    openAssignees: open.flatMap(({ assigneeId }) => (assigneeId === null ? [] : [assigneeId])),
    onOpenTicket: open.length > 0,
  };
}
