import { allow, type Policy } from '../../trust/access';

/**
 * Whoever notices a breach may record it: the shortest clock is six hours. DPO and compliance officers run the register;
 * whoever keeps systems or keys sees nothing of it.
 */
export const breachPolicy: Policy = {
  resource: 'Breach',
  fields: {},
  permissions: {
    dpo: () => [allow(['read', 'create', 'change'])],
    compliance_officer: () => [allow(['read', 'create', 'change'])],
    legal: () => [allow(['read', 'create'])],
    records_manager: () => [allow(['create'])],
    support_agent: () => [allow(['create'])],
    kyc_agent: () => [allow(['create'])],
    administrator: () => [allow(['create'])],
    key_administrator: () => [allow(['create'])],
  },
};
