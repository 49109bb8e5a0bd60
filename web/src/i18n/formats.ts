/** How times, sizes and numbers are written: day first, 24 hours, in the reader's own time zone. */
const locale = 'en-GB';

const dayAndTime = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const fullTime = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
  timeZoneName: 'short',
});
const yearAndTime = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const dayOnly = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const yearAndDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const monthAndYear = new Intl.DateTimeFormat(locale, { month: 'short', year: '2-digit', timeZone: 'UTC' });
const timeOnly = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
const whole = new Intl.NumberFormat('en-US');

/** 12 Nov 09:14 */
export function shortTime(at: string): string {
  return dayAndTime.format(new Date(at)).replace(',', '');
}

/** 12 Nov 2026, 09:14 */
export function longTime(at: string): string {
  return yearAndTime.format(new Date(at));
}

/** 12 Nov 2026, 09:14:07 GMT+1 */
export function exactTime(at: string): string {
  return fullTime.format(new Date(at));
}

/** 09:14 */
export function clockTime(at: string): string {
  return timeOnly.format(new Date(at));
}

/** 12 Nov */
export function dayOf(at: Date): string {
  return dayOnly.format(at);
}

/** 12 Nov 2026 */
export function longDay(at: string): string {
  return yearAndDay.format(new Date(at));
}

/** `2027-01` → Jan 27 */
export function monthOf(month: string): string {
  return monthAndYear.format(new Date(`${month}-01T00:00:00Z`));
}

/** 1,204,549 */
export function count(value: number): string {
  return whole.format(value);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 3.1 MB, in powers of a thousand as file managers of today count. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${step === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[step] ?? ''}`;
}

/** The start of an id with the letter of its kind: `m-9f2c41d8`. The whole id is in the element's title and copied. */
export function shortId(kind: 'm' | 's' | 'c' | 'g' | 'p' | 'v' | 'r' | 'd' | 'h' | 'b', id: string): string {
  return `${kind}-${id.slice(0, 8)}`;
}

/** `a0f3 91c7 … 5e1d` */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}

/** `kyc_review` → `Kyc review`, for a code whose name the policy data do not give. */
export function humanised(code: string): string {
  const words = code.replace(/[_.-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
