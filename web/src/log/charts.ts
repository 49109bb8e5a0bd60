import type { VolumeBucket } from '../api/types';

export interface Day {
  day: Date;
  reads: number;
  changes: number;
  refusals: number;
}

/** A cell of the heat-map: the weekday from 1 for Monday, and the hour. */
export interface Cell {
  weekday: number;
  hour: number;
}

function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

/** Every day from the first to before the end with its counts; empty days stand too. */
export function volume(buckets: readonly VolumeBucket[], from: Date, to: Date): Day[] {
  const counted = new Map(buckets.map((bucket) => [dayKey(new Date(bucket.at ?? 0)), bucket]));
  const days: Day[] = [];
  for (let day = from; day < to; day = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)) {
    const { read = 0, change = 0, refusal = 0 } = counted.get(dayKey(day)) ?? {};
    days.push({ day, reads: read, changes: change, refusals: refusal });
  }
  return days;
}

/** Whether an hour of the week lies outside 07–19 on a working day, in the reader's own zone. */
export function offHours({ weekday, hour }: Cell): boolean {
  return weekday > 5 || hour < 7 || hour >= 19;
}

/** All acts of a bucket, whatever was done. */
export function total({ read, change, refusal, session, system }: VolumeBucket): number {
  return read + change + refusal + session + system;
}

/** Openings by weekday (Monday first) and hour. */
export function heat(buckets: readonly VolumeBucket[]): number[][] {
  const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const bucket of buckets) {
    const row = cells[(bucket.weekday ?? 0) - 1];
    if (row && bucket.hour !== null) row[bucket.hour] = total(bucket);
  }
  return cells;
}

/** How many openings there are, and how many of them outside office hours. */
export function openingsOf(buckets: readonly VolumeBucket[]): { all: number; odd: number } {
  const sum = (some: readonly VolumeBucket[]) => some.reduce((all, bucket) => all + total(bucket), 0);
  const odd = buckets.filter(({ weekday, hour }) => offHours({ weekday: weekday ?? 1, hour: hour ?? 12 }));
  return { all: sum(buckets), odd: sum(odd) };
}

/** A step of the scale of five for an amount, 1 for none. */
export function stepOf(amount: number, most: number): 1 | 2 | 3 | 4 | 5 {
  if (amount === 0 || most === 0) return 1;
  return Math.min(5, 1 + Math.ceil((amount / most) * 4)) as 2 | 3 | 4 | 5;
}

/** Which of so many slots, side by side over a width, a place lies in. */
export function slotAt(place: number, width: number, slots: number): number {
  return Math.min(slots - 1, Math.max(0, Math.floor((place / width) * slots)));
}
