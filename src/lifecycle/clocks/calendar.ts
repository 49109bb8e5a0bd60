import { DateTime } from 'luxon';

/** The days of one jurisdiction: what a date is there, and on which of them people work. */
export interface Calendar {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO weekdays that are not worked: 1 is Monday. */
  readonly weekend: readonly number[];
  /**
   * Public holidays as `YYYY-MM-DD`. A year that nobody listed has none: periods then end earlier, never later, which is
   * the safe side of a deadline.
   */
  readonly holidays: ReadonlySet<string>;
  /** Last day of the fiscal year. */
  readonly fiscalYearEnd: { readonly month: number; readonly day: number };
}

/** The date that an instant falls on. */
export function localDay(at: Date, { timeZone }: Calendar): DateTime {
  const day = DateTime.fromJSDate(at, { zone: timeZone }).startOf('day');
  if (!day.isValid) throw new RangeError('no such time or time zone');
  return day;
}

export function isWorkingDay(day: DateTime, { weekend, holidays }: Calendar): boolean {
  return !weekend.includes(day.weekday) && !holidays.has(day.toISODate() ?? '');
}

/** The day itself where it is worked, else the first one after it that is (Reg. 1182/71 Art 3(4)). */
export function sameOrNextWorkingDay(day: DateTime, calendar: Calendar): DateTime {
  let next = day;
  while (!isWorkingDay(next, calendar)) next = next.plus({ days: 1 });
  return next;
}

/** The last of so many working days after a day, which itself is not counted. */
export function plusWorkingDays(day: DateTime, count: number, calendar: Calendar): DateTime {
  let next = day;
  for (let left = count; left > 0; left--) next = sameOrNextWorkingDay(next.plus({ days: 1 }), calendar);
  return next;
}

/** The last day of the fiscal year that a day lies in. 29 February stands for the last day of February. */
export function endOfFiscalYear(day: DateTime, { fiscalYearEnd }: Calendar): DateTime {
  const end = (year: number): DateTime => {
    const month = day.set({ year, month: fiscalYearEnd.month, day: 1 });
    return month.set({ day: Math.min(fiscalYearEnd.day, month.daysInMonth ?? fiscalYearEnd.day) });
  };
  return day <= end(day.year) ? end(day.year) : end(day.year + 1);
}
