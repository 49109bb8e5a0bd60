import type { Role } from '../api/types';

/**
 * What each role is shown (design.md, "Who may do what"). This only keeps the console quiet about what would be
 * refused; the vault decides on every call.
 */
const rights = {
  library: ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'records_manager'],
  takeIn: ['support_agent', 'kyc_agent'],
  open: ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'legal'],
  log: ['compliance_officer', 'dpo', 'administrator', 'key_administrator'],
  verifyLog: ['compliance_officer', 'dpo'],
  evidence: ['compliance_officer', 'dpo', 'auditor'],
  orderEvidence: ['compliance_officer', 'dpo'],
  grants: ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'legal'],
  askGrant: ['support_agent', 'kyc_agent', 'dpo', 'legal'],
  giveGrant: ['compliance_officer', 'dpo'],
  alerts: ['compliance_officer', 'dpo'],
  closeAlert: ['compliance_officer'],
  approvals: ['compliance_officer', 'dpo', 'legal', 'records_manager', 'key_administrator'],
  requests: ['compliance_officer', 'dpo', 'records_manager'],
  recordRequest: ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo'],
  toRequests: ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'records_manager'],
  runRequests: ['dpo'],
  carryOut: ['records_manager'],
  refuseRequest: ['compliance_officer', 'dpo'],
  classify: ['compliance_officer'],
  noteFacts: ['kyc_agent', 'compliance_officer', 'records_manager'],
  retention: ['compliance_officer', 'dpo', 'legal', 'records_manager'],
  placeHold: ['legal'],
  breaches: ['compliance_officer', 'dpo', 'legal'],
  runBreaches: ['compliance_officer', 'dpo'],
  recordBreach: [
    ...(['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'legal', 'records_manager'] as const),
    ...(['administrator', 'key_administrator'] as const),
  ],
  destruction: ['compliance_officer', 'dpo', 'records_manager'],
  certificates: ['compliance_officer', 'dpo', 'legal', 'records_manager'],
  planDestruction: ['records_manager'],
  startDestruction: ['records_manager'],
  answers: ['compliance_officer', 'dpo', 'legal', 'records_manager', 'auditor'],
  orderAnswers: ['compliance_officer', 'dpo', 'legal', 'records_manager'],
  productions: ['compliance_officer', 'dpo', 'legal'],
  orderProduction: ['compliance_officer'],
  jobs: ['compliance_officer', 'dpo', 'legal', 'auditor', 'records_manager'],
  keys: ['key_administrator'],
  people: ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof rights;

export function may(roles: readonly Role[], right: Right): boolean {
  return roles.some((role) => (rights[right] as readonly Role[]).includes(role));
}

/** Pages to begin at, in this order. */
const homes = [
  ['library', '/library'],
  ['retention', '/holds'],
  ['people', '/people'],
  ['log', '/log'],
  ['evidence', '/jobs'],
] as const;

/** Where a person begins: the first page that one of their roles is shown; the own password is everybody's. */
export function homeOf(roles: readonly Role[]): (typeof homes)[number][1] | '/password' {
  return homes.find(([right]) => may(roles, right))?.[1] ?? '/password';
}
