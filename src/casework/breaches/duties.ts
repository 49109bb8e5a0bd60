import { type Calendar, type ClockRule, dueAt, startClock } from '../../lifecycle/clocks';
import type { Breach, Capacity, SectorLaw } from './breach';

/** Whom a breach has to be told to. */
export const breachDuties = ['notify_authority', 'notify_persons', 'notify_controller'] as const;
export type BreachDuty = (typeof breachDuties)[number];

/** A rule of the clock register as far as breaches look at it. */
export interface DutyRule extends ClockRule {
  readonly regime: string;
  readonly starts: string;
  readonly duty: string;
}

/** What lets a clock of a breach start. */
export type Start = 'awareness' | 'classification' | 'high_risk_found' | 'notification';

export const noticeStates = ['open', 'given', 'waived'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** Why nobody is told. Every ground has its law, and no law has all of them. */
export const waiverGrounds = [
  'not_a_breach',
  'law_not_applicable',
  'no_risk',
  'unintelligible',
  'risk_averted',
  'told_in_public',
] as const;
export type WaiverGround = (typeof waiverGrounds)[number];

/** One notice that a law asks for. */
export interface Notice {
  /** Row of the clock register. */
  readonly code: string;
  readonly regime: string;
  readonly duty: BreachDuty;
  readonly startedAt: Date;
  /** Null: without undue delay, and no day is named. */
  readonly dueAt: Date | null;
  readonly state: NoticeState;
  readonly givenAt: Date | null;
}

/** Territories, by the jurisdiction at their top, and the laws on breaches that they bring in. */
const lawsOf: Readonly<Record<string, readonly string[]>> = { EU: ['GDPR'], GB: ['UK'], IN: ['DPDP', 'CERT-In'] };

/** Where a law counts its days. */
const territoryOf: Readonly<Record<string, string>> = {
  GDPR: 'EU',
  UK: 'GB',
  DPDP: 'IN',
  'CERT-In': 'IN',
  NIS2: 'EU',
  DORA: 'EU',
};

/** A jurisdiction and those around it, innermost first. */
export function around(jurisdiction: string, parents: ReadonlyMap<string, string | null>): string[] {
  const places: string[] = [];
  for (let at: string | null = jurisdiction; at !== null; at = parents.get(at) ?? null) places.push(at);
  return places;
}

/** The laws on breaches under which data of these places fall. */
export function lawsFor(
  {
    jurisdictions,
    sectorLaws,
  }: { readonly jurisdictions: readonly string[]; readonly sectorLaws: readonly SectorLaw[] },
  parents: ReadonlyMap<string, string | null>,
): string[] {
  const places = new Set(jurisdictions.flatMap((place) => around(place, parents)));
  return [...Object.entries(lawsOf).flatMap(([place, laws]) => (places.has(place) ? laws : [])), ...sectorLaws];
}

/** The jurisdiction whose calendar a law's period follows: the first one of the breach inside its territory. */
export function placeOf(
  regime: string,
  jurisdictions: readonly string[],
  parents: ReadonlyMap<string, string | null>,
): string {
  const territory = territoryOf[regime];
  const inside = jurisdictions.find((place) => territory !== undefined && around(place, parents).includes(territory));
  return inside ?? territory ?? jurisdictions[0] ?? 'EU';
}

/**
 * The rules whose clocks start so. A processor tells the controller and leaves the rest to them, but for what binds it
 * in its own name: the security of its systems (CERT-In, NIS2, DORA).
 */
export function rulesStarting(
  start: Start,
  { laws, capacity }: { readonly laws: readonly string[]; readonly capacity: Capacity },
  register: readonly DutyRule[],
): (DutyRule & { readonly duty: BreachDuty })[] {
  return register.filter(isBreachRule).filter(({ starts, regime, duty }) => {
    if (starts !== start || !laws.includes(regime)) return false;
    if (capacity === 'controller') return duty !== 'notify_controller';
    return duty === 'notify_controller' || !personalDataLaws.includes(regime);
  });
}

/** Where the persons are whom a law of personal data protects; null for the other laws. */
export function personalTerritoryOf(regime: string): string | null {
  return personalDataLaws.includes(regime) ? (territoryOf[regime] ?? null) : null;
}

const personalDataLaws: readonly string[] = ['GDPR', 'UK', 'DPDP'];

function isBreachRule(rule: DutyRule): rule is DutyRule & { readonly duty: BreachDuty } {
  return breachDuties.some((duty) => duty === rule.duty);
}

/** A notice whose clock starts now. Breach clocks know neither pause nor extension: the day stands from the start. */
export function startNotice(
  rule: DutyRule & { readonly duty: BreachDuty },
  startedAt: Date,
  calendar: Calendar,
): Notice {
  const { code, regime, duty } = rule;
  const due = dueAt(rule, startClock(rule, startedAt), calendar, startedAt);
  return { code, regime, duty, startedAt, dueAt: due, state: 'open', givenAt: null };
}

/** The final report of a law runs from its notification, once none of its first notices to authorities is left open. */
export function isNotified(regime: string, notices: readonly Notice[]): boolean {
  const ofLaw = notices.filter((notice) => notice.regime === regime && notice.duty === 'notify_authority');
  return ofLaw.some(({ state }) => state === 'given') && ofLaw.every(({ state }) => state !== 'open');
}

/** The earliest notice that is still to be given. What is due without delay is due from its start. */
export function nextDue(notices: readonly Notice[]): Date | null {
  const open = notices.filter(({ state }) => state === 'open').map(({ dueAt: due, startedAt }) => due ?? startedAt);
  return open.length === 0 ? null : new Date(Math.min(...open.map((due) => due.getTime())));
}

export function isLate({ dueAt: due }: Pick<Notice, 'dueAt'>, at: Date): boolean {
  return due !== null && at > due;
}

/** On what a notice may be left out, with its provision. */
export function groundsFor({ regime, duty }: Pick<Notice, 'regime' | 'duty'>): Partial<Record<WaiverGround, string>> {
  const always = { not_a_breach: 'no breach', law_not_applicable: 'out of scope' };
  if (regime !== 'GDPR' && regime !== 'UK') return always;
  const law = regime === 'UK' ? 'UK GDPR' : 'GDPR';
  if (duty === 'notify_authority') return { ...always, no_risk: `${law} Art 33(1)` };
  if (duty === 'notify_controller') return always;
  return {
    ...always,
    unintelligible: `${law} Art 34(3)(a)`,
    risk_averted: `${law} Art 34(3)(b)`,
    told_in_public: `${law} Art 34(3)(c)`,
  };
}

/** Whether what was assessed bears the ground: nobody waives for lack of risk what they judged to be risky. */
export function bears(
  { risk, unintelligible }: Pick<Breach, 'risk' | 'unintelligible'>,
  ground: WaiverGround,
): boolean {
  if (ground === 'no_risk') return risk === 'none';
  if (ground === 'unintelligible') return unintelligible === true;
  return risk !== null;
}

/** The grounds on which this notice may be left out, as the breach is assessed. */
export function fittingGrounds(
  breach: Pick<Breach, 'state' | 'risk' | 'unintelligible'>,
  notice: Pick<Notice, 'regime' | 'duty' | 'state'>,
): WaiverGround[] {
  if (breach.state !== 'assessed' || notice.state !== 'open') return [];
  const known = groundsFor(notice);
  return waiverGrounds.filter((ground) => known[ground] !== undefined && bears(breach, ground));
}
