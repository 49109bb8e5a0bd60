import { allow, type Policy } from '../../trust/access';

/**
 * The DPO runs the register; compliance officers see it and record requests, and are the second person of a refusal.
 * Records managers have plans carried out: they see the register, and not what people said (`open`).
 * Whoever meets people may record what they ask for, and no more.
 */
export const requestPolicy: Policy = {
  resource: 'SubjectRequest',
  fields: {},
  permissions: {
    dpo: () => [allow(['read', 'open', 'create', 'change'])],
    compliance_officer: () => [allow(['read', 'open', 'create'])],
    records_manager: () => [allow(['read', 'use'])],
    support_agent: () => [allow(['create'])],
    kyc_agent: () => [allow(['create'])],
    'tickets:write': () => [allow(['create'])],
  },
};
