import type { Actor } from '../../kernel';
import { allow, type Policy } from '../../trust/access';

/** A subject of an own ticket: one that is assigned to the person, while it is open. */
const own = (actor: Actor) => ({ openAssignees: actor.id });

/** Who sees subjects (pseudonyms, kinds of identifiers, never their values), and who makes and merges them. */
export const subjectPolicy: Policy = {
  resource: 'Subject',
  fields: {
    openAssignees: {
      // A ticket of a merged subject is one of its survivor too.
      contains: (row, placeholder) =>
        `EXISTS (SELECT 1 FROM records.ticket t JOIN records.subject s ON s.id = t.subject_id
          WHERE (s.id = ${row}.id OR s.merged_into = ${row}.id OR s.id = ${row}.merged_into)
            AND t.status = 'open' AND t.assignee_id = ${placeholder}::uuid)`,
    },
  },
  permissions: {
    support_agent: (actor) => [allow(['create']), allow(['read', 'search', 'change'], own(actor))],
    kyc_agent: (actor) => [allow(['create']), allow(['read', 'search', 'change'], own(actor))],
    compliance_officer: () => [allow(['read', 'search'])],
    dpo: () => [allow(['read', 'search', 'merge'])],
    records_manager: () => [allow(['read'])],
    'media:write': () => [allow(['create', 'search', 'change'])],
    'tickets:write': () => [allow(['create', 'search', 'change', 'merge'])],
  },
};
