/** What staff may state, as the vault's closed lists have it: facts of an item, and events of an item or its person. */
export const statedFacts = ['due_diligence', 'voucher', 'merchant_regulated', 'aadhaar_masked'] as const;

export const statedEvents = {
  item: ['VERIFICATION_DONE', 'VOUCHER_DATED', 'CLAIM_CLOSED', 'CLAIM_OPENED', 'WARRANTY_ENDED', 'WARRANTY_BEGUN'],
  subject: [
    'RELATIONSHIP_ENDED',
    'RELATIONSHIP_BEGUN',
    'NO_RELATIONSHIP',
    'OCCASIONAL_TRANSACTION',
    'KYC_REFUSED',
    'ACCOUNT_CLOSED',
    'ACCOUNT_OPENED',
    'NO_ACCOUNT',
    'ACCOUNT_DORMANT',
    'CONTRACT_ENDED',
    'CONTRACT_BEGUN',
    'LAST_INTERACTION',
    'CONSENT_ENDED',
  ],
} as const;

export type About = keyof typeof statedEvents;
