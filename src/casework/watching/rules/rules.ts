import type { Id } from '../../../kernel';
import { type Act, isDenial, isMiss, isOpening, isWithoutTicket } from './act';
import {
  type ActorHistory,
  addDenial,
  addLookup,
  addOpening,
  baselineDays,
  day,
  dayOf,
  hour,
  minute,
  noteSpoken,
  type RuleName,
} from './history';

/** What a rule found: which entries, and the two figures that it compared. */
export interface Finding {
  readonly rule: RuleName;
  readonly actor: Id;
  /** First and last entry that it is about. */
  readonly from: number;
  readonly n: number;
  readonly at: number;
  readonly seen: number;
  readonly usual: number;
}

/** A rule speaks about one actor once in this time. */
export const quietFor: Readonly<Record<RuleName, number>> = {
  mass_opening: hour,
  off_hours: 8 * hour,
  without_ticket: hour,
  id_walk: hour,
  denials_then_allow: hour,
  approver_pair: 7 * day,
};

/** Thresholds, from threats.md's list of signals. */
const massFloor = 20;
const massTimes = 5;
/** An habit is one after so many openings on so many days. */
const habitOpenings = 100;
const habitDays = 10;
const oddShare = 0.005;
const withoutTicketMost = 3;
const walkLookups = 15;
const walkShare = 0.3;
const deniedBeforeAllow = 5;

/** Takes one entry up into its actor's history and says what the rules make of it. Pure; entries come in their order. */
export function watch(before: ActorHistory, act: Act): { history: ActorHistory; findings: Finding[] } {
  const after = remember(before, act);
  const findings = judge(before, after, act).filter(
    ({ rule, at }) => at - (before.spoke[rule] ?? Number.NEGATIVE_INFINITY) >= quietFor[rule],
  );
  const history = findings.reduce((known, { rule, at }) => noteSpoken(known, rule, at), after);
  return { history, findings };
}

function remember(history: ActorHistory, act: Act): ActorHistory {
  if (isOpening(act)) return addLookup(addOpening(history, act.at, act.subject), act.at, false);
  if (!isDenial(act)) return history;
  const { n, at, media } = act;
  const denied = addDenial(history, { n, at, media, withoutTicket: isWithoutTicket(act) });
  return addLookup(denied, at, isMiss(act));
}

function judge(before: ActorHistory, after: ActorHistory, act: Act): Finding[] {
  const found = isOpening(act)
    ? [massOpening(after, act), offHours(before, act), denialsThenAllow(before, act)]
    : isDenial(act)
      ? [withoutTicket(after, act), idWalk(after, act)]
      : [];
  return found.filter((finding) => finding !== null);
}

/** More people in an hour than five times what this actor's busy hours have. */
function massOpening({ now, hours }: ActorHistory, act: Act): Finding | null {
  const usual = percentile95(hours.map(([, subjects]) => subjects));
  const limit = Math.max(massFloor, massTimes * usual);
  return now.subjects.length > limit ? finding('mass_opening', act, act.n, now.subjects.length, usual) : null;
}

/** At an hour at which this actor, by their own habit, hardly ever works. Neighbouring hours count: nobody is punctual. */
function offHours({ days }: ActorHistory, act: Act): Finding | null {
  const known = days.filter(({ day: of }) => of > dayOf(act.at) - baselineDays && of < dayOf(act.at));
  const total = known.reduce((sum, { hours }) => sum + hours.reduce((a, b) => a + b, 0), 0);
  if (known.length < habitDays || total < habitOpenings) return null;
  const slot = Math.floor((act.at % day) / hour);
  const near = [slot + 23, slot, slot + 1].map((at) => at % 24);
  const usual = known.reduce((sum, { hours }) => sum + near.reduce((a, at) => a + (hours[at] ?? 0), 0), 0);
  return usual / total < oddShare ? finding('off_hours', act, act.n, slot, usual) : null;
}

/** Again and again under a ticket or grant that is closed, ended or missing. */
function withoutTicket({ denials }: ActorHistory, act: Act): Finding | null {
  const tries = denials.filter((denial) => denial.withoutTicket);
  if (!isWithoutTicket(act) || tries.length < withoutTicketMost) return null;
  return finding('without_ticket', act, tries[0]?.n ?? act.n, tries.length, 0);
}

/** Ids tried out one after another. */
function idWalk({ lookups, denials }: ActorHistory, act: Act): Finding | null {
  const misses = lookups.filter(([, miss]) => miss).length;
  if (!isMiss(act) || lookups.length < walkLookups || misses / lookups.length <= walkShare) return null;
  const first = denials.find(({ at }) => at > act.at - 5 * minute)?.n ?? act.n;
  return finding('id_walk', act, first, misses, lookups.length);
}

/** Refused many times, then let in to the same item. */
function denialsThenAllow({ denials }: ActorHistory, act: Act): Finding | null {
  const same = denials.filter(({ media, at }) => media !== null && media === act.media && at > act.at - hour / 2);
  if (same.length < deniedBeforeAllow) return null;
  return finding('denials_then_allow', act, same[0]?.n ?? act.n, same.length, 0);
}

function finding(rule: RuleName, { actor, n, at }: Act, from: number, seen: number, usual: number): Finding {
  return { rule, actor, from, n, at, seen, usual };
}

/** 0 where there is nothing to compare with. */
function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
}
