import { allow, type Policy } from '../../trust/access';

/** Who records to whom items were disclosed. Telling recipients is part of running the register of requests. */
export const disclosurePolicy: Policy = {
  resource: 'Disclosure',
  fields: {},
  permissions: {
    dpo: () => [allow(['read', 'create'])],
    compliance_officer: () => [allow(['read', 'create'])],
    legal: () => [allow(['read', 'create'])],
  },
};
