import { DateTime, Duration } from 'luxon';
import { type Calendar, endOfFiscalYear, localDay, plusWorkingDays, sameOrNextWorkingDay } from './calendar';
import { Memo } from './memo';

/** From where a period is counted. */
export const periodStarts = ['EXACT', 'END_CALENDAR_YEAR', 'END_FINANCIAL_YEAR'] as const;
export type PeriodStart = (typeof periodStarts)[number];

export interface Counting {
  readonly start?: PeriodStart;
  /** What the days of the period are. */
  readonly days?: 'calendar' | 'business';
  /** What an end on a day that is not worked does. */
  readonly onHoliday?: 'stays' | 'next_working_day';
}

/** An ISO 8601 duration without a sign, in whole numbers, such as `P5Y`, `P1M`, `PT72H`. */
export const periodShape = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?$/;

/**
 * The instant at which a period is over (exclusive), after Reg. 1182/71 Art 3: the day of the event is not counted; a
 * period of days, months or years ends with the last hour of its last day, which is the same-numbered day or, where the
 * month has none, its last day. Periods of hours run from the instant. An empty period is over at once.
 */
export function periodEnd(from: Date, period: string, calendar: Calendar, counting: Counting = {}): Date {
  const length = parsePeriod(period);
  const { start = 'EXACT', days = 'calendar', onHoliday = 'stays' } = counting;
  if (isOfHours(length)) return new Date(from.getTime() + length.toMillis());
  if (start === 'EXACT' && length.toMillis() === 0) return from;
  const day = dayOf(from, calendar);
  return endsOf(calendar).get(`${day} ${period} ${start} ${days} ${onHoliday}`, () => {
    const first = startDay(DateTime.fromISO(day, { zone: calendar.timeZone }), start, calendar);
    const last = days === 'business' ? plusWorkingDays(first, length.as('days'), calendar) : first.plus(length);
    return afterDay(onHoliday === 'next_working_day' ? sameOrNextWorkingDay(last, calendar) : last);
  });
}

const ends = new WeakMap<Calendar, Memo<Date>>();
const days = new Memo<string>();
const lengths = new Memo<Duration>();
const quarterHour = 900_000;
const wholeQuarters = Date.UTC(1973, 0, 1);

function endsOf(calendar: Calendar): Memo<Date> {
  const known = ends.get(calendar) ?? new Memo<Date>();
  ends.set(calendar, known);
  return known;
}

/** The date that an instant falls on. Since 1973 every zone is whole quarter hours from UTC: those share their date. */
function dayOf(at: Date, calendar: Calendar): string {
  const work = (): string => localDay(at, calendar).toISODate() ?? '';
  if (!(at.getTime() >= wholeQuarters)) return work();
  return days.get(`${Math.floor(at.getTime() / quarterHour)} ${calendar.timeZone}`, work);
}

/** The last instant from which a period is over before an end: by when a notice of that length is given. */
export function periodBefore(end: Date, period: string, { timeZone }: Calendar): Date {
  return DateTime.fromJSDate(end, { zone: timeZone }).minus(parsePeriod(period)).toJSDate();
}

/** Two periods, one after the other, as one. */
export function sumOfPeriods(one: string, other: string): string {
  const sum = parsePeriod(one).plus(parsePeriod(other)).toISO();
  if (sum === null) throw new RangeError('not a period');
  return sum;
}

export function parsePeriod(period: string): Duration {
  return lengths.get(period, () => {
    const length = Duration.fromISO(period);
    if (!periodShape.test(period) || !length.isValid) throw new RangeError('not an ISO 8601 period');
    return length;
  });
}

/** Whether it is counted in hours and minutes alone. */
export function isOfHours(length: Duration): boolean {
  const { years, months, weeks, days } = length;
  return years === 0 && months === 0 && weeks === 0 && days === 0 && length.toMillis() > 0;
}

/** The first instant after a day. Adding a day to midnight is right in zones where that day has 23 or 25 hours. */
export function afterDay(day: DateTime): Date {
  return day.startOf('day').plus({ days: 1 }).startOf('day').toJSDate();
}

function startDay(day: DateTime, start: PeriodStart, calendar: Calendar): DateTime {
  if (start === 'END_CALENDAR_YEAR') return day.set({ month: 12, day: 31 });
  return start === 'END_FINANCIAL_YEAR' ? endOfFiscalYear(day, calendar) : day;
}
