import fc from 'fast-check';
import { loadPolicyData } from '../../platform/settings';
import type { Calendar } from './calendar';
import { type ClockRule, dueAt, extendClock, pauseClock, resumeClock, type RunningClock, startClock } from './clock';
import { periodEnd } from './period';

/**
 * Laws of the calendar, checked against an oracle that knows no library of dates: years, months and days are counted as
 * numbers, and what an instant is called somewhere is asked of the platform.
 */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const place = (timeZone: string, given: Partial<Calendar> = {}): Calendar => ({
  timeZone,
  weekend: [6, 7],
  holidays: new Set(),
  fiscalYearEnd: { month: 3, day: 31 },
  ...given,
});
/** Cairo and Asunción have days without a midnight; Lord Howe moves by half an hour. */
const zones = [
  ...['Europe/Berlin', 'Europe/London', 'Asia/Kolkata', 'America/New_York', 'America/Los_Angeles', 'UTC'],
  ...['Africa/Cairo', 'America/Asuncion', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati'],
];
const formats = new Map<string, Intl.DateTimeFormat>();

function dayIn(at: Date, timeZone: string): Day {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-u-ca-iso8601', { timeZone, ...numbers });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 0, day: parts.get('day') ?? 0 };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysOf = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

function plusMonths({ year, month, day }: Day, count: number): Day {
  const months = year * 12 + month - 1 + count;
  const then = { year: Math.floor(months / 12), month: (months % 12) + 1 };
  return { ...then, day: Math.min(day, daysOf(then.year, then.month)) };
}

function plusDays({ year, month, day }: Day, count: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + count));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

const named = ({ year, month, day }: Day): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
const daysBetween = (from: Day, to: Day): number =>
  (Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / 86_400_000;
const isWorked = (day: Day, { weekend, holidays }: Calendar): boolean => {
  const weekday = new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();
  return !weekend.includes(weekday === 0 ? 7 : weekday) && !holidays.has(named(day));
};

/** The last day that is in time; the period ends with its last hour, so that the end itself is another day. */
function lastDay(end: Date, { timeZone }: Calendar): Day {
  const last = dayIn(new Date(end.getTime() - 1), timeZone);
  expect(daysBetween(last, dayIn(end, timeZone))).toBeGreaterThanOrEqual(1);
  return last;
}

const zone = fc.constantFrom(...zones);
const instant = fc.date({ min: new Date('2012-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
/** Around the turns where arithmetic goes wrong: ends of months, leap days, years, and the nights of both clock changes. */
const turn = fc
  .constantFrom(
    ...['2027-01-31', '2028-01-31', '2028-02-29', '2100-02-28', '2026-12-31', '2028-03-31', '2026-03-31', '2027-04-01'],
    ...['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-24', '2026-10-30', '2026-10-04', '2026-04-05'],
  )
  .chain((day) => fc.integer({ min: -36, max: 36 }).map((hours) => new Date(Date.parse(day) + hours * 3_600_000)));
const anytime = fc.oneof(instant, turn);
const runs = { numRuns: 100 };

describe('the laws of the calendar', () => {
  it('a month ends on its number, or its last day', () => {
    fc.assert(
      fc.property(anytime, zone, fc.integer({ min: 1, max: 240 }), (at, timeZone, months) => {
        const calendar = place(timeZone);
        expect(lastDay(periodEnd(at, `P${months}M`, calendar), calendar)).toEqual(
          plusMonths(dayIn(at, timeZone), months),
        );
      }),
      runs,
    );
  });

  it('years are twelve months, leap day or not', () => {
    fc.assert(
      fc.property(anytime, zone, fc.integer({ min: 1, max: 20 }), (at, timeZone, years) => {
        const calendar = place(timeZone);
        expect(periodEnd(at, `P${years}Y`, calendar)).toEqual(periodEnd(at, `P${years * 12}M`, calendar));
      }),
      runs,
    );
  });

  it('days are dates, whatever hours they have', () => {
    fc.assert(
      fc.property(anytime, zone, fc.integer({ min: 1, max: 500 }), (at, timeZone, days) => {
        const calendar = place(timeZone);
        expect(lastDay(periodEnd(at, `P${days}D`, calendar), calendar)).toEqual(plusDays(dayIn(at, timeZone), days));
      }),
      runs,
    );
  });

  it('hours are hours, in every zone', () => {
    fc.assert(
      fc.property(anytime, zone, fc.integer({ min: 1, max: 200 }), (at, timeZone, hours) => {
        const end = periodEnd(at, `PT${hours}H`, place(timeZone));
        expect(end.getTime() - at.getTime()).toBe(hours * 3_600_000);
      }),
      runs,
    );
  });

  it('year-end starts begin after their year', () => {
    fc.assert(
      fc.property(anytime, zone, fc.integer({ min: 1, max: 12 }), (at, timeZone, years) => {
        const calendar = place(timeZone);
        const { year, month } = dayIn(at, timeZone);
        const of = (start: 'END_CALENDAR_YEAR' | 'END_FINANCIAL_YEAR'): Day =>
          lastDay(periodEnd(at, `P${years}Y`, calendar, { start }), calendar);
        expect(of('END_CALENDAR_YEAR')).toEqual({ year: year + years, month: 12, day: 31 });
        expect(of('END_FINANCIAL_YEAR')).toEqual({ year: year + years + (month > 3 ? 1 : 0), month: 3, day: 31 });
      }),
      runs,
    );
  });

  it('a fiscal year may end with February', () => {
    const calendar = place('UTC', { fiscalYearEnd: { month: 2, day: 29 } });
    const end = periodEnd(new Date('2026-06-01'), 'P1Y', calendar, { start: 'END_FINANCIAL_YEAR' });
    expect(lastDay(end, calendar)).toEqual({ year: 2028, month: 2, day: 28 });
  });
});

describe('working days of the jurisdictions', () => {
  const policy = loadPolicyData('config');
  const calendars = policy.jurisdictions
    .filter(({ holidays, weekend }) => holidays !== undefined && weekend !== undefined)
    .map(({ timeZone, holidays, weekend }) => place(timeZone, { holidays: new Set(holidays), weekend }));
  const calendarOf = fc.constantFrom(...calendars);
  const listed = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-01'), noInvalidDate: true });

  it('are counted one by one', () => {
    expect(calendars.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(listed, calendarOf, fc.integer({ min: 1, max: 30 }), (at, calendar, count) => {
        const first = dayIn(at, calendar.timeZone);
        const last = lastDay(periodEnd(at, `P${count}D`, calendar, { days: 'business' }), calendar);
        const between = Array.from({ length: daysBetween(first, last) }, (_, index) => plusDays(first, index + 1));
        expect(between.filter((day) => isWorked(day, calendar))).toHaveLength(count);
        expect(isWorked(last, calendar)).toBe(true);
      }),
      runs,
    );
  });

  it('end what would end on another day', () => {
    fc.assert(
      fc.property(listed, calendarOf, fc.constantFrom('P1M', 'P3M', 'P30D'), (at, calendar, period) => {
        const stays = lastDay(periodEnd(at, period, calendar), calendar);
        const last = lastDay(periodEnd(at, period, calendar, { onHoliday: 'next_working_day' }), calendar);
        const skipped = Array.from({ length: daysBetween(stays, last) }, (_, index) => plusDays(stays, index));
        expect(isWorked(last, calendar)).toBe(true);
        expect(skipped.some((day) => isWorked(day, calendar))).toBe(false);
      }),
      runs,
    );
  });
});

describe('clocks that stand still', () => {
  const calendar = place('Europe/Berlin');
  const rule: ClockRule = {
    ...{ code: 'T1', length: 'P1M', days: 'calendar', onHoliday: 'stays', pauses: ['identity'] },
    extension: { by: 'P2M', withinFirst: true },
  };
  const hour = 3_600_000;
  const ascending = (one: number, other: number): number => one - other;
  /** Turns in hours after the start: paused, resumed, paused, … */
  const turns = fc
    .uniqueArray(fc.integer({ min: 1, max: 24 * 25 }), { maxLength: 6 })
    .map((hours) => hours.sort(ascending));
  const after = (at: Date, hours: number): Date => new Date(at.getTime() + hours * hour);
  const turned = (start: Date, hours: readonly number[]): RunningClock =>
    hours.reduce<RunningClock>(
      (clock, at, index) => {
        const step =
          index % 2 === 0
            ? pauseClock(rule, clock, after(start, at), 'identity')
            : resumeClock(clock, after(start, at));
        if ('refused' in step) throw new Error(step.refused);
        return step.next;
      },
      startClock(rule, start),
    );
  const due = (clock: RunningClock, now: Date): Date => dueAt(rule, clock, calendar, now) ?? new Date(NaN);

  it('move by the dates they stood, each counted once', () => {
    fc.assert(
      fc.property(anytime, turns, (start, hours) => {
        const even = hours.slice(0, hours.length - (hours.length % 2));
        const now = after(start, 24 * 26);
        const stood = even
          .filter((_, index) => index % 2 === 0)
          .reduce((sum, from, index) => {
            const until = even[index * 2 + 1] ?? from;
            return (
              sum +
              daysBetween(...([from, until].map((at) => dayIn(after(start, at), calendar.timeZone)) as [Day, Day]))
            );
          }, 0);
        const unpaused = lastDay(due(startClock(rule, start), now), calendar);
        expect(lastDay(due(turned(start, even), now), calendar)).toEqual(plusDays(unpaused, stood));
      }),
      runs,
    );
  });

  it('are due no sooner as time goes on', () => {
    fc.assert(
      fc.property(anytime, turns, fc.integer({ min: 0, max: 900 }), (start, hours, more) => {
        const clock = turned(start, hours);
        const now = after(start, 24 * 26);
        expect(due(clock, after(now, more)).getTime()).toBeGreaterThanOrEqual(due(clock, now).getTime());
      }),
      runs,
    );
  });

  it('are extended from their start, never shortened', () => {
    fc.assert(
      fc.property(anytime, turns, (start, hours) => {
        const clock = turned(start, hours);
        const at = after(start, 24 * 26);
        const step = extendClock(rule, clock, { at, reason: 'complexity', calendar });
        if ('refused' in step) throw new Error(step.refused);
        const whole = dueAt({ ...rule, length: 'P3M' }, clock, calendar, at);
        expect(due(step.next, at)).toEqual(whole);
        expect(due(step.next, at).getTime()).toBeGreaterThan(due(clock, at).getTime());
      }),
      runs,
    );
  });
});
