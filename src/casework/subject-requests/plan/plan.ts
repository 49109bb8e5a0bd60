import { createHash } from 'node:crypto';
import type { Id } from '../../../kernel';
import { judge, outcomeOf, type RequestRegime, runningMinima, type Situation } from '../../../lifecycle/retention';
import { canonicalJson } from '../../../trust/audit';
import type { RequestType } from '../request';

/** What is done with one item (regulation D4, and the situations of D8). */
export const itemDecisions = [
  'erase',
  'move',
  'keep_by_law',
  'defer_to_floor',
  'held',
  'restrict_pending',
  'restrict',
  'human',
  'give',
  'give_restricted',
  'give_masked',
  'not_portable',
  'correct',
  'correct_keep_old',
  'none',
  'omit',
] as const;
export type ItemDecision = (typeof itemDecisions)[number];

/** An item as a request looks at it. */
export interface AskedItem {
  readonly media: Id;
  readonly situation: Omit<Situation, 'wish' | 'now'>;
  readonly legalBasis: string | null;
  readonly restricted: boolean;
  /** The law keeps its existence from the person. */
  readonly secret: boolean;
  /** Others are to be seen on it. */
  readonly severalPeople: boolean;
  /** What a human decided about such an item for the end of this person: gone for all, another's from then on; null where nobody has yet. */
  readonly decided: 'erase' | 'move' | null;
}

/** Why a person may have items restricted (GDPR Art 18(1)). */
export const restrictionReasons = ['accuracy_contested', 'unlawful_processing', 'claims_of_the_person'] as const;
export type RestrictionReason = (typeof restrictionReasons)[number];

/** What people say to a plan because no rule can know it. */
export interface PlanSaid {
  /** Items on which somebody saw more people than the one who asks. */
  readonly severalPeople: readonly Id[];
  readonly restriction: RestrictionReason | null;
  /** The reasons of an objection were weighed, and it is upheld: its items go. */
  readonly upheld: boolean;
  /** Items that are wrong, each with the one that was taken in for it (GDPR Art 16). */
  readonly corrections: readonly Correction[];
}

export interface Correction {
  readonly media: Id;
  readonly replacedBy: Id;
}

export const nothingSaid: PlanSaid = { severalPeople: [], restriction: null, upheld: false, corrections: [] };

/** What a request asks of items. */
export interface Ask {
  readonly type: RequestType;
  readonly regime: RequestRegime;
  readonly said: Omit<PlanSaid, 'severalPeople'>;
}

export interface ItemPlan {
  readonly media: Id;
  readonly decision: ItemDecision;
  /** Row of the table that it comes from, `R1`–`R10`, or a situation that was added to it. */
  readonly code: string;
  /** The exemption, as the person is told; null where none is used. */
  readonly provision: string | null;
  /** Rows of the schedule, or matters, that decide. */
  readonly because: readonly string[];
  /** When it goes by itself, without a new request; null where no day is known, or where it goes now. */
  readonly until: Date | null;
}

/** What happens to each item. Nothing is guessed: what no rule settles waits for a human. */
export function planOf(items: readonly AskedItem[], ask: Ask, now: Date): ItemPlan[] {
  return items.map((item) => ({ media: item.media, ...decide(item, ask, now) }));
}

/** What the person, and whoever meets them, may know of a plan: all but what is kept secret (R6). */
export function known<Item extends Pick<ItemPlan, 'decision'>>(plan: readonly Item[]): Item[] {
  return plan.filter(({ decision }) => decision !== 'omit');
}

/**
 * One hash over all decisions in the order of their items: an approval of the plan is an approval of each. What is left out of
 * the request is left out of it, too, so that not even a hash tells of it.
 */
export function hashOfPlan(plan: readonly ItemPlan[]): string {
  const hash = createHash('sha256');
  const ordered = known(plan).sort((one, other) => (one.media < other.media ? -1 : 1));
  for (const { media, decision, code, provision, because, until } of ordered) {
    const line = {
      media,
      decision,
      code,
      provision,
      because: [...because].sort(),
      until: until?.toISOString() ?? null,
    };
    hash.update(canonicalJson(line)).update('\n');
  }
  return hash.digest('hex');
}

type Decided = Omit<ItemPlan, 'media'>;

function decide(item: AskedItem, ask: Ask, now: Date): Decided {
  // Whatever is asked: the rest is dealt with as if this were not there.
  if (item.secret) return plain('omit', 'R6');
  switch (ask.type) {
    case 'erasure':
    case 'consent_withdrawal':
      return erasure(item, ask, now);
    case 'objection':
      return objection(item, ask, now);
    case 'access':
      return access(item);
    case 'portability':
      return portability(item);
    case 'rectification':
      return rectification(item, ask, now);
    case 'restriction':
      return restriction(ask);
    case 'grievance':
    case 'nomination':
    case 'complaint':
      return plain('none', ask.type);
  }
}

/** R1–R5, R8, R10: an erasure, or a consent withdrawn on which the item alone was kept. */
function erasure(item: AskedItem, { type, regime }: Ask, now: Date): Decided {
  if (type === 'consent_withdrawal' && item.legalBasis !== 'consent') return plain('none', 'other_basis');
  const situation: Situation = { ...item.situation, wish: { regime }, now };
  const { verdict, decidedBy } = judge(situation);
  const { because } = decidedBy;
  switch (verdict) {
    case 'destroy':
      return item.severalPeople ? shared(item) : { ...plain('erase', 'R2'), because };
    case 'hold':
    case 'seal':
      return { ...plain('held', 'R3', claimsExemption[regime]), because };
    case 'restrict':
      return restricted(situation, regime);
    case 'conflict':
      return { ...plain('human', 'CONFLICT_OF_LAWS'), because };
    case 'review':
    case 'keep':
      return { ...plain('human', open(situation) ? 'ticket_open' : 'unsettled'), because };
  }
}

/** R8: it goes only where no claim of others remains, and no rule knows that. */
function shared({ decided }: AskedItem): Decided {
  return plain(decided ?? 'human', 'R8');
}

/** Whether a human has to decide about it before anything of the plan is carried out. */
export function isUndecided({ decision, code }: Pick<ItemPlan, 'decision' | 'code'>): boolean {
  return decision === 'human' && code === 'R8';
}

/** A minimum stands against it. Where floors alone do, it is not refused but waits (R4). */
function restricted({ set, now }: Situation, regime: RequestRegime): Decided {
  const minima = runningMinima(set.claims, now);
  const until = outcomeOf(set).deletableAt;
  const because = minima.map(({ row }) => row.id);
  if (minima.every(({ row }) => row.floor))
    return { ...plain('defer_to_floor', 'R4', 's.8(7), Rule 8(3)'), because, until };
  const code = { GDPR: 'R1', UK: 'R1', DPDP: 'R5', CCPA: 'R10' }[regime];
  return { ...plain('keep_by_law', code, lawExemption[regime]), because, until };
}

/** R9: it is not used until somebody has weighed the reasons; consent, contract and law are no matter of objection. */
function objection(item: AskedItem, ask: Ask, now: Date): Decided {
  const { legalBasis, situation } = item;
  const { regime, said } = ask;
  if (legalBasis !== 'legitimate_interest' && legalBasis !== 'public_interest') return plain('none', 'other_basis');
  if (said.upheld) return erasure(item, ask, now);
  const provision = regime === 'GDPR' || regime === 'UK' ? 'Art 21(1), 18(1)(d)' : null;
  return { ...plain('restrict_pending', 'R9', provision), because: situation.holds };
}

/** Why is for the person to say; until somebody has written it down, nothing is restricted. */
function restriction({ regime, said }: Ask): Decided {
  if (said.restriction === null) return plain('human', 'reason_missing');
  const letter = { accuracy_contested: 'a', unlawful_processing: 'b', claims_of_the_person: 'c' }[said.restriction];
  return plain('restrict', said.restriction, regime === 'GDPR' || regime === 'UK' ? `Art 18(1)(${letter})` : null);
}

/** R7, R8: a restriction does not end the right to a copy; others are masked in it. */
function access({ restricted: isRestricted, severalPeople }: AskedItem): Decided {
  if (severalPeople) return plain('give_masked', 'R8', 'Art 15(4)');
  return isRestricted ? plain('give_restricted', 'R7') : plain('give', 'access');
}

/** Only what rests on consent or contract (Art 20(1)(a)); what the law wants kept is no matter of portability. */
function portability({ legalBasis, severalPeople }: AskedItem): Decided {
  if (legalBasis !== 'consent' && legalBasis !== 'contract')
    return plain('not_portable', 'portability', 'Art 20(1)(a)');
  return severalPeople ? plain('give_masked', 'R8', 'Art 20(4)') : plain('give', 'portability');
}

/**
 * A new version takes the place of one that is wrong. The old one goes; where a law, a hold or an open matter keeps it, it is
 * marked as inaccurate and not used.
 */
function rectification(item: AskedItem, { said }: Ask, now: Date): Decided {
  const { media, situation } = item;
  if (!said.corrections.some((correction) => correction.media === media)) return plain('none', 'not_contested');
  const kept = situation.set.claims.filter(({ minUntil, waiting }) => waiting !== null || (minUntil ?? now) > now);
  const because = [...situation.holds, ...kept.map(({ row }) => row.id)];
  if (because.length > 0) return { ...plain('correct_keep_old', 'rectification', 'Art 16'), because };
  // The wrong one would go for everybody on it.
  return item.severalPeople && item.decided !== 'erase' ? shared(item) : plain('correct', 'rectification', 'Art 16');
}

/** While a ticket or a relationship is open nobody can say when it ends. */
function open({ set }: Situation): boolean {
  return set.claims.some(({ waiting }) => waiting === 'open');
}

const lawExemption: Readonly<Record<RequestRegime, string>> = {
  GDPR: 'Art 17(3)(b)',
  UK: 'Art 17(3)(b)',
  DPDP: 's.12(3)',
  CCPA: '§1798.105(d)(8)',
};
const claimsExemption: Readonly<Record<RequestRegime, string>> = {
  GDPR: 'Art 17(3)(e)',
  UK: 'Art 17(3)(e)',
  DPDP: 's.17(1)(a)',
  CCPA: '§1798.145(a)',
};

function plain(decision: ItemDecision, code: string, provision: string | null = null): Decided {
  return { decision, code, provision, because: [], until: null };
}
