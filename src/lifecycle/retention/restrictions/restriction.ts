import type { Id } from '../../../kernel';

/** Why an item is kept and not used, with the provision that says so. */
export const restrictionGrounds = {
  accuracy_contested: 'GDPR Art 18(1)(a)',
  unlawful_processing: 'GDPR Art 18(1)(b)',
  claims_of_the_person: 'GDPR Art 18(1)(c)',
  objection: 'GDPR Art 18(1)(d), 21(1)',
  kept_by_law: 'GDPR Art 17(3)(b)',
  legal_claims: 'GDPR Art 17(3)(e)',
  erasure_deferred: 'DPDP Act s.8(7), Rules 2025 r.8(3)',
  conflict_of_laws: 'several laws that disagree; a person decides',
} as const;
export type RestrictionGround = keyof typeof restrictionGrounds;

/** What is to be restricted: named items, or everything of a person. */
export interface RestrictionOrder {
  readonly ground: RestrictionGround;
  /** The request, matter or incident that it rests on, as a code. */
  readonly reference: string;
  readonly media?: readonly Id[];
  readonly subject?: Id;
  /** `YYYY-MM-DD`: by then somebody looks at it again. */
  readonly reviewOn?: string;
}

export interface Restriction {
  readonly id: Id;
  readonly ground: RestrictionGround;
  readonly reference: string;
  readonly imposedBy: Id;
  readonly imposedAt: Date;
  readonly reviewOn: string | null;
  /** When the person was told that it ends. */
  readonly noticedOn: string | null;
  readonly liftedAt: Date | null;
  readonly items: number;
}

/** Whether a notice came before the end and after the beginning of a restriction (GDPR Art 18(3)). */
export function isPriorNotice(noticedOn: string, { imposedAt }: Pick<Restriction, 'imposedAt'>, now: Date): boolean {
  const day = (at: Date): string => at.toISOString().slice(0, 10);
  return noticedOn >= day(imposedAt) && noticedOn <= day(now);
}
