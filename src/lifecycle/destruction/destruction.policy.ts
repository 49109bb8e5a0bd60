import { allow, type Policy } from '../../trust/access';

/** Who sees plans, and who decides about items on which others are. Asking for one, approving and starting it are rules of the approval itself. */
export const destructionPolicy: Policy = {
  resource: 'Destruction',
  fields: {},
  permissions: {
    records_manager: () => [allow(['read', 'change'])],
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read', 'change'])],
  },
};

/** Certificates name nobody; whoever has to show them sees them. */
export const certificatePolicy: Policy = {
  resource: 'Certificate',
  fields: {},
  permissions: {
    records_manager: () => [allow(['read'])],
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
    legal: () => [allow(['read'])],
  },
};
