import type { Regime, RequestType, SubjectRequest } from './request-api';

export const types = [
  'erasure',
  'access',
  'portability',
  'rectification',
  'restriction',
  'objection',
  'consent_withdrawal',
  'grievance',
  'nomination',
  'complaint',
] as const satisfies readonly RequestType[];
export const regimes = ['GDPR', 'UK', 'DPDP', 'CCPA'] as const satisfies readonly Regime[];
export const states = [
  'received',
  'forwarded',
  'identity_pending',
  'confirmed',
  'not_identified',
  'planned',
  'executing',
  'carried_out',
  'refused',
  'answered',
  'closed',
] as const satisfies readonly SubjectRequest['state'][];
