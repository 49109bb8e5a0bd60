import { type Calendar, localDay, sameOrNextWorkingDay } from './calendar';
import { afterDay, type Counting, isOfHours, parsePeriod, periodEnd, sumOfPeriods } from './period';

/** Why a clock may stand still. */
export const pauseReasons = ['identity', 'clarification'] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** One row of the clock register: a duty, and how long it takes at most (`config/clocks.json`). */
export interface ClockRule {
  readonly code: string;
  /** ISO 8601. Null: without undue delay; the clock runs, and no day is due. */
  readonly length: string | null;
  readonly days: 'calendar' | 'business';
  readonly onHoliday: 'stays' | 'next_working_day';
  readonly extension: {
    readonly by: string;
    /** The person must be told within the unextended time. */
    readonly withinFirst: boolean;
  } | null;
  /** What it may stand still for; empty where the law knows no pause. */
  readonly pauses: readonly PauseReason[];
}

export interface Pause {
  readonly from: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
  readonly reason: PauseReason;
}

/** A running clock, as it is stored. It never says when it is due: that is worked out from this and its rule. */
export interface RunningClock {
  readonly code: string;
  readonly startedAt: Date;
  readonly pauses: readonly Pause[];
  readonly extendedAt: Date | null;
  readonly extensionReason: string | null;
}

export type ClockRefusal =
  'not_pausable' | 'already_paused' | 'not_paused' | 'not_extendable' | 'too_late' | 'in_the_past';
export type ClockStep = { readonly next: RunningClock } | { readonly refused: ClockRefusal };

export function startClock({ code }: ClockRule, startedAt: Date): RunningClock {
  return { code, startedAt, pauses: [], extendedAt: null, extensionReason: null };
}

/** When it is due at the latest (exclusive); null where the rule names no day. A pause that lasts counts up to now. */
export function dueAt(rule: ClockRule, clock: RunningClock, calendar: Calendar, now: Date): Date | null {
  if (rule.length === null) return null;
  const length =
    clock.extendedAt === null || rule.extension === null ? rule.length : sumOfPeriods(rule.length, rule.extension.by);
  const counting: Counting = { days: rule.days, onHoliday: rule.onHoliday };
  const end = periodEnd(clock.startedAt, length, calendar, counting);
  return clock.pauses.length === 0 ? end : moved(end, { rule, length, pauses: clock.pauses, calendar, now });
}

/** The last day that is in time, as `YYYY-MM-DD` of its place, and how many days it is away: negative once it is over. */
export function lastDayOf(
  due: Date,
  calendar: Calendar,
  now: Date,
): { readonly on: string; readonly daysLeft: number } {
  const last = localDay(new Date(due.getTime() - 1), calendar);
  return { on: last.toISODate() ?? '', daysLeft: Math.round(last.diff(localDay(now, calendar), 'days').days) };
}

export function isPaused({ pauses }: RunningClock): boolean {
  return pauses.some(({ until }) => until === null);
}

export function pauseClock(rule: ClockRule, clock: RunningClock, at: Date, reason: PauseReason): ClockStep {
  if (!rule.pauses.includes(reason)) return { refused: 'not_pausable' };
  if (isPaused(clock)) return { refused: 'already_paused' };
  if (at < lastTurn(clock)) return { refused: 'in_the_past' };
  return { next: { ...clock, pauses: [...clock.pauses, { from: at, until: null, reason }] } };
}

export function resumeClock(clock: RunningClock, at: Date): ClockStep {
  const last = clock.pauses.at(-1);
  if (last?.until !== null) return { refused: 'not_paused' };
  if (at < last.from) return { refused: 'in_the_past' };
  return { next: { ...clock, pauses: [...clock.pauses.slice(0, -1), { ...last, until: at }] } };
}

/** Extends it once. Where the law wants the person told in time, an extension after the due day is refused. */
export function extendClock(
  rule: ClockRule,
  clock: RunningClock,
  { at, reason, calendar }: { readonly at: Date; readonly reason: string; readonly calendar: Calendar },
): ClockStep {
  if (rule.extension === null || clock.extendedAt !== null || reason === '') return { refused: 'not_extendable' };
  if (at < clock.startedAt) return { refused: 'in_the_past' };
  const due = dueAt(rule, clock, calendar, at);
  if (rule.extension.withinFirst && due !== null && at >= due) return { refused: 'too_late' };
  return { next: { ...clock, extendedAt: at, extensionReason: reason } };
}

function lastTurn({ startedAt, pauses }: RunningClock): Date {
  return pauses.at(-1)?.until ?? startedAt;
}

/** The end after pauses: hours move it by the very time, days by the days on which it stood still. */
function moved(
  end: Date,
  by: {
    readonly rule: ClockRule;
    readonly length: string;
    readonly pauses: readonly Pause[];
    readonly calendar: Calendar;
    readonly now: Date;
  },
): Date {
  const { calendar, now } = by;
  const spans = by.pauses.map(({ from, until }) => ({ from, until: until ?? (now < from ? from : now) }));
  if (isOfHours(parsePeriod(by.length)))
    return new Date(spans.reduce((at, { from, until }) => at + until.getTime() - from.getTime(), end.getTime()));
  const days = spans.reduce(
    (sum, { from, until }) => sum + localDay(until, calendar).diff(localDay(from, calendar), 'days').days,
    0,
  );
  const last = localDay(new Date(end.getTime() - 1), calendar).plus({ days: Math.round(days) });
  return afterDay(by.rule.onHoliday === 'next_working_day' ? sameOrNextWorkingDay(last, calendar) : last);
}
