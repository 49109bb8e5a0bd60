import type { Role } from '../api/types';

export const grantable: readonly Role[] = [
  'support_agent',
  'kyc_agent',
  'compliance_officer',
  'dpo',
  'legal',
  'records_manager',
  'auditor',
  'administrator',
  'key_administrator',
];

const alone: readonly Role[] = ['administrator', 'key_administrator'];

/** Whether a role cannot be held beside those already chosen: administrators hold no other, DPO not with records manager. */
export function excluded(role: Role, chosen: readonly Role[]): boolean {
  return chosen.some(
    (other) => other !== role && (alone.includes(role) || alone.includes(other) || (role === 'dpo' && other === 'records_manager') || (role === 'records_manager' && other === 'dpo')),
  );
}
