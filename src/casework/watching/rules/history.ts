import type { Id } from '../../../kernel';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** How far back a habit reaches. */
export const baselineDays = 28;

export const ruleNames = [
  'mass_opening',
  'off_hours',
  'without_ticket',
  'id_walk',
  'denials_then_allow',
  'approver_pair',
] as const;
export type RuleName = (typeof ruleNames)[number];

/**
 * What is remembered of one actor: plain data, bounded whatever the actor does, kept as JSON beside the cursor of the log.
 * It can always be made anew from the entries of the last 28 days.
 */
export interface ActorHistory {
  /** Openings of each day, by hour of the day; the oldest day first. */
  readonly days: readonly DayOfOpenings[];
  /** Distinct subjects of each past hour with openings, the oldest first: [hour number, subjects]. */
  readonly hours: readonly (readonly [number, number])[];
  /** The hour that is running. */
  readonly now: { readonly hour: number; readonly subjects: readonly Id[] };
  /** Denials of the last hour. */
  readonly denials: readonly RecentDenial[];
  /** Asked for by id in the last five minutes: when, and whether it was a miss. */
  readonly lookups: readonly (readonly [number, boolean])[];
  /** When a rule last spoke. */
  readonly spoke: Readonly<Partial<Record<RuleName, number>>>;
}

export interface DayOfOpenings {
  /** Days since 1970, UTC. */
  readonly day: number;
  /** 24 counts. */
  readonly hours: readonly number[];
}

export interface RecentDenial {
  readonly n: number;
  readonly at: number;
  readonly media: Id | null;
  readonly withoutTicket: boolean;
}

export const emptyHistory: ActorHistory = {
  days: [],
  hours: [],
  now: { hour: 0, subjects: [] },
  denials: [],
  lookups: [],
  spoke: {},
};

/** More than these of one hour add nothing: the rule has spoken long before. */
const most = 500;

export function dayOf(at: number): number {
  return Math.floor(at / day);
}

export function hourOf(at: number): number {
  return Math.floor(at / hour);
}

export function addOpening(history: ActorHistory, at: number, subject: Id | null): ActorHistory {
  return { ...history, days: countHour(history.days, at), ...countSubject(history, at, subject) };
}

export function addDenial(history: ActorHistory, denial: RecentDenial): ActorHistory {
  const recent = history.denials.filter(({ at }) => at > denial.at - hour);
  return { ...history, denials: [...recent, denial].slice(-most) };
}

export function addLookup(history: ActorHistory, at: number, miss: boolean): ActorHistory {
  const recent = history.lookups.filter(([when]) => when > at - 5 * minute);
  return { ...history, lookups: [...recent, [at, miss] as const].slice(-most) };
}

export function noteSpoken(history: ActorHistory, rule: RuleName, at: number): ActorHistory {
  return { ...history, spoke: { ...history.spoke, [rule]: at } };
}

function countHour(days: readonly DayOfOpenings[], at: number): DayOfOpenings[] {
  const today = dayOf(at);
  const slot = Math.floor((at % day) / hour);
  const kept = days.filter(({ day: of }) => of > today - baselineDays && of !== today);
  const hours = days.find(({ day: of }) => of === today)?.hours ?? new Array<number>(24).fill(0);
  const counted = hours.map((count, i) => (i === slot ? count + 1 : count));
  return [...kept, { day: today, hours: counted }].sort((a, b) => a.day - b.day);
}

/** Clocks of several nodes differ: an opening of an hour that has ended counts for the running one. */
function countSubject(history: ActorHistory, at: number, subject: Id | null): Pick<ActorHistory, 'hours' | 'now'> {
  const present = hourOf(at);
  const { now } = history;
  const ended = present > now.hour && now.subjects.length > 0;
  const kept = history.hours.filter(([of]) => of > present - baselineDays * 24);
  const running = present > now.hour ? { hour: present, subjects: [] } : now;
  const known = subject === null || running.subjects.includes(subject);
  return {
    hours: ended ? [...kept, [now.hour, now.subjects.length] as const] : kept,
    now: known ? running : { ...running, subjects: [...running.subjects, subject].slice(0, most) },
  };
}
