import { allow, type Policy } from '../../trust/access';

/** Compliance officers look into alerts; the DPO and auditors of the log see them. */
export const alertPolicy: Policy = {
  resource: 'Alert',
  fields: {},
  permissions: {
    compliance_officer: () => [allow(['read', 'change'])],
    dpo: () => [allow(['read'])],
  },
};
