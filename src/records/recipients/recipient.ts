import type { Id } from '../../kernel';

/** Somebody outside to whom items were disclosed: an organisation. */
export interface Recipient {
  readonly id: Id;
  readonly name: string;
  /** How it is told. */
  readonly contact: string;
}

/** On what an item was given to somebody outside. */
export const disclosureBases = [
  'processor',
  'legal_obligation',
  'authority_request',
  'consent',
  'contract',
  'legal_claim',
] as const;
export type DisclosureBasis = (typeof disclosureBases)[number];

/** That items were given to somebody outside. */
export interface Disclosure {
  readonly recipient: Id;
  readonly basis: DisclosureBasis;
  /** Now where it is null. */
  readonly disclosedAt: Date | null;
  /** Whether a law forbids to tell the person (AML tipping-off; DPDP Rules r.23): then nothing is said of it. */
  readonly secret?: boolean;
}

/** What one recipient got on one basis. */
export interface DisclosedCount {
  readonly name: string;
  readonly basis: string;
  readonly items: number;
  readonly newest: Date;
  readonly purposes: readonly string[];
}

/** The reason that stands in the entry about a disclosure. One that is secret tells itself apart from those that are told. */
export function reasonOf({ basis, secret }: Pick<Disclosure, 'basis' | 'secret'>): string {
  return secret === true ? `${basis}_secret` : basis;
}
