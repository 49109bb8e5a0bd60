import { allow, type Policy } from '../../trust/access';

/**
 * Who sees schedules and what is due, who states facts that claims rest on, and who notes that ends were announced
 * (`manage`). The items themselves are reached through the policy of media.
 */
export const retentionPolicy: Policy = {
  resource: 'Retention',
  fields: {},
  permissions: {
    records_manager: () => [allow(['read', 'change', 'manage'])],
    compliance_officer: () => [allow(['read', 'change'])],
    dpo: () => [allow(['read', 'manage'])],
    legal: () => [allow(['read'])],
    kyc_agent: () => [allow(['change'])],
    'media:list': () => [allow(['change'])],
  },
};

/** Everybody has the notices that they were given. */
export const holdNoticePolicy: Policy = {
  resource: 'HoldNotice',
  fields: {},
  permissions: { person: () => [allow(['read', 'change'])] },
};

/** Records managers write schedules; that one comes into force is an approval (`schedule.introduce`). */
export const schedulePolicy: Policy = {
  resource: 'Schedule',
  fields: {},
  permissions: {
    records_manager: () => [allow(['read', 'create'])],
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
    legal: () => [allow(['read'])],
  },
};

/** Who restricts, and asks for the end of it; that end is an approval (`restriction.lift`). */
export const restrictionPolicy: Policy = {
  resource: 'Restriction',
  fields: {},
  permissions: {
    dpo: () => [allow(['read', 'create'])],
    legal: () => [allow(['read', 'create'])],
    compliance_officer: () => [allow(['read'])],
    records_manager: () => [allow(['read'])],
  },
};

/** Legal places holds; releasing one is an approval (`hold.release`). The DPO and records managers see that they exist. */
export const holdPolicy: Policy = {
  resource: 'Hold',
  fields: {},
  permissions: {
    legal: () => [allow(['read', 'create', 'change'])],
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
    records_manager: () => [allow(['read'])],
  },
};
