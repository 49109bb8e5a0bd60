/** A time as it is written in a search: a day, an instant to the minute, second or millisecond, or before now. */
export interface Time {
  readonly text: string;
}

/** From a time until before another, in milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const day = /^[12]\d{3}-\d{2}-\d{2}$/;
const instant = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?(Z|[+-]\d{2}:\d{2})$/;
const beforeNow = /^now(?:-(\d{1,4})([mhdw]))?$/;
const unitMillis: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Null where the text is no time: `2026-11-01` (a day of UTC), `2026-11-01T09:30Z`, `now`, `now-24h`. */
export function parseTime(text: string): Time | null {
  if (beforeNow.test(text)) return { text };
  const known = (day.test(text) || instant.test(text)) && isCalendarDay(text.slice(0, 10));
  return known && !Number.isNaN(Date.parse(text)) ? { text } : null;
}

/** What a time covers: a whole day, minute, second or millisecond. */
export function spanOf({ text }: Time, now: Date): Span {
  const [relative, count = '0', unit = 'm'] = beforeNow.exec(text) ?? [];
  if (relative !== undefined) return millisecond(now.getTime() - Number(count) * (unitMillis[unit] ?? 0));
  const start = Date.parse(text);
  if (day.test(text)) return { start, end: start + 86_400_000 };
  const [, seconds, fraction] = instant.exec(text) ?? [];
  if (fraction !== undefined) return millisecond(start);
  return { start, end: start + (seconds === undefined ? 60_000 : 1_000) };
}

/** The same time without looking at a clock any more. */
export function fixed(time: Time, now: Date): Time {
  return beforeNow.test(time.text) ? { text: new Date(spanOf(time, now).start).toISOString() } : time;
}

export function atInstant(at: Date): Time {
  return { text: at.toISOString() };
}

function millisecond(start: number): Span {
  return { start, end: start + 1 };
}

/** Date.parse takes 30 February for 2 March. */
function isCalendarDay(text: string): boolean {
  const millis = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}
