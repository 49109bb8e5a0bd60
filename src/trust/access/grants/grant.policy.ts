import { allow, column, type Policy } from '../policy';

/** Who asks for grants, who gives them, who sees which. That nobody gives to themselves is checked at each step. */
export const grantPolicy: Policy = {
  resource: 'Grant',
  fields: { actorId: column('actor_id'), purpose: column('purpose') },
  permissions: {
    support_agent: (actor) => [allow(['ask', 'read'], { actorId: actor.id })],
    kyc_agent: (actor) => [allow(['ask', 'read'], { actorId: actor.id })],
    compliance_officer: () => [allow(['read', 'give', 'revoke'])],
    dpo: () => [allow(['read']), allow(['give', 'revoke'], { purpose: 'subject_request' })],
    legal: (actor) => [allow(['read'], { actorId: actor.id })],
  },
};
