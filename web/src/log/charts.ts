import type { LogEntry } from '../api/types';

export interface Day {
  day: Date;
  reads: number;
  changes: number;
  refusals: number;
}

const reading = /^(view\.|media\.(read|listed|shown)|audit\.read|\w+\.(shown|listed|searched)$)/;

export function isRead(entry: LogEntry): boolean {
  return reading.test(entry.type) && entry.decision === 'allow';
}

/** Openings alone: what "who opened this" asks for; ends of openings and lists are not openings. */
export function isOpening(entry: LogEntry): boolean {
  return ['view.opened', 'media.read.open'].includes(entry.type) && entry.decision === 'allow';
}

function midnight(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

/** Reads, changes and refusals of each day between the first entry and the last; empty days stand too. */
export function volume(entries: readonly LogEntry[], most = 92): Day[] {
  const days = new Map<string, Day>();
  const times = entries.map(({ at }) => new Date(at)).sort((a, b) => a.getTime() - b.getTime());
  const [first, last] = [times[0], times.at(-1)];
  if (!first || !last) return [];
  const start = midnight(first);
  for (
    let day = midnight(last), number = 0;
    day >= start && number < most;
    day = new Date(day.getFullYear(), day.getMonth(), day.getDate() - 1), number++
  ) {
    days.set(dayKey(day), { day, reads: 0, changes: 0, refusals: 0 });
  }
  for (const entry of entries) {
    const day = days.get(dayKey(new Date(entry.at)));
    if (!day) continue;
    if (entry.decision !== 'allow') day.refusals++;
    else if (isRead(entry)) day.reads++;
    else day.changes++;
  }
  return [...days.values()].reverse();
}

/** Whether a time lies outside 07–19 on a working day, in the reader's own zone. */
export function offHours(at: Date): boolean {
  const weekday = (at.getDay() + 6) % 7;
  return weekday > 4 || at.getHours() < 7 || at.getHours() >= 19;
}

/** Openings by weekday (Monday first) and hour. */
export function heat(entries: readonly LogEntry[]): number[][] {
  const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const entry of entries.filter(isOpening)) {
    const at = new Date(entry.at);
    const row = cells[(at.getDay() + 6) % 7];
    if (row) row[at.getHours()] = (row[at.getHours()] ?? 0) + 1;
  }
  return cells;
}

/** A step of the scale of five for an amount, 1 for none. */
export function stepOf(amount: number, most: number): 1 | 2 | 3 | 4 | 5 {
  if (amount === 0 || most === 0) return 1;
  return Math.min(5, 1 + Math.ceil((amount / most) * 4)) as 2 | 3 | 4 | 5;
}
