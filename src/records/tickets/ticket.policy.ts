import type { Actor } from '../../kernel';
import { allow, column, type Policy } from '../../trust/access';

/** Own: assigned to the person, while open. */
const own = (actor: Actor) => ({ assigneeId: actor.id, status: 'open' });

/** Who sees tickets; they are written by the helpdesks' programs. */
export const ticketPolicy: Policy = {
  resource: 'Ticket',
  fields: { assigneeId: column('assignee_id'), status: column('status') },
  permissions: {
    support_agent: (actor) => [allow(['read'], own(actor))],
    kyc_agent: (actor) => [allow(['read'], own(actor))],
    legal: (actor) => [allow(['read'], own(actor))],
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
    records_manager: () => [allow(['read'])],
    'tickets:write': () => [allow(['read', 'write'])],
    'media:list': () => [allow(['read'])],
  },
};
