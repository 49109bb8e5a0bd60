import { withTimes } from '../api/days';
import type { LogFilters } from '../api/questions';
import type { Cell } from './charts';

/** What the log is asked: the filters of the URL, and a cell of the heat-map as `weekday-hour`. */
export type LogSearch = LogFilters & { cell?: string };

/** Days that the log is asked for where the URL names none, and that the pictures show. */
export const usualDays = 90;

function dayText(at: Date): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`;
}

function daysFrom(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

export function dayOfUrl(at: Date): string {
  return dayText(at);
}

/** The period of the pictures: what is asked for, and of more than that its last days. */
export function pictured({ from, to }: LogSearch, now: Date): { from: Date; to: Date } {
  const times = withTimes({ from, to });
  const end = validDate(times.to) ?? daysFrom(now, 1);
  const first = daysFrom(end, -usualDays - 1);
  const start = validDate(times.from) ?? first;
  return { from: start < end && start > first ? start : first, to: end };
}

function validDate(text: string | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

export function cellOf(text: string | undefined): Cell | null {
  const [, weekday, hour] = /^([1-7])-(\d{1,2})$/.exec(text ?? '') ?? [];
  return weekday === undefined || Number(hour) > 23 ? null : { weekday: Number(weekday), hour: Number(hour) };
}

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** `Tue 14–15`; a cell that is none stays as it was written. */
export function cellInWords(text: string, t: Translate): string {
  const cell = cellOf(text);
  if (cell === null) return text;
  const hour = (value: number) => String(value % 24).padStart(2, '0');
  const day = t(`log.weekday.${cell.weekday - 1}`);
  return t('log.cellShort', { day, from: hour(cell.hour), to: hour(cell.hour + 1) });
}

/** The days that the filters show, as the fields of a date take them; nothing where they name no beginning. */
export function daysShown(filters: LogSearch, now: Date): { from: string; to: string } {
  const day = (text: string | undefined) => /^\d{4}-\d{2}-\d{2}$/.exec(text ?? '')?.[0];
  return { from: day(asked(filters, now).from) ?? '', to: day(filters.to) ?? dayText(now) };
}

const minute = (at: Date) => `${at.toISOString().slice(0, 16)}Z`;

/**
 * The terms that leave one hour of the week: from its first to the end of its last in the period, without what lies
 * between. The grammar knows no weekdays, since those depend on a zone; hours of the reader's zone are instants here.
 */
export function termsOfCell({ weekday, hour }: Cell, { from, to }: { from: Date; to: Date }): string {
  const hours: { start: Date; end: Date }[] = [];
  for (let day = from; day < to; day = daysFrom(day, 1)) {
    if (((day.getDay() + 6) % 7) + 1 !== weekday) continue;
    const start = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour);
    hours.push({ start, end: new Date(start.getTime() + 3_600_000) });
  }
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return '';
  const between = hours.slice(1).map(({ start }, at) => {
    const before = hours[at]?.end ?? first.end;
    return `-at:${minute(before)}..${minute(new Date(start.getTime() - 60_000))}`;
  });
  return [`at:>=${minute(first.start)}`, ...between, `at:<${minute(last.end)}`].join(' ');
}

const terms = [
  'actor',
  'subject',
  'media',
  'ticket',
  'operation',
  'type',
  'class',
  'decision',
  'purpose',
] as const satisfies readonly (keyof LogFilters)[];

function quoted(value: string): string {
  return /[\s,"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

/** The filters as one search, times left out: as the counts are asked, and as a search is kept. */
export function queryOf(filters: LogSearch): string {
  const named = terms.flatMap((name) => (filters[name] === undefined ? [] : [`${name}:${quoted(filters[name])}`]));
  return [...named, filters.q ?? ''].join(' ').trim();
}

/** What is asked of the entries: a start is always named, `all` alone means none. */
export function asked({ cell, ...filters }: LogSearch, now: Date): LogFilters {
  const found = cellOf(cell);
  const period = pictured(filters, now);
  const hours = found === null ? '' : termsOfCell(found, period);
  const q = [filters.q ?? '', hours].join(' ').trim();
  const from = filters.from === 'all' ? undefined : (filters.from ?? dayText(daysFrom(now, -usualDays)));
  return { ...filters, from, q: q === '' ? undefined : q };
}

/** What was typed, as members of the URL: one plain value of a known name is a filter, the rest goes to the search. */
export function typed(text: string, before: LogSearch): LogSearch {
  const [, name, value] = /^([a-z]+):([^\s,"]+)$/.exec(text.trim()) ?? [];
  const known = terms.find((term) => term === name);
  if (known === undefined || value === undefined || before[known] !== undefined)
    return { q: [before.q ?? '', text.trim()].join(' ').trim() };
  return { [known]: known === 'ticket' && !value.includes('/') ? `own/${value}` : value };
}
