import type { RequestClock, SubjectRequest } from './request-api';

/** The stretches of the queue, from what is late to what has time. */
export const bands = ['overdue', '0-3', '4-7', '8-15', '16+', 'none'] as const;
export type Band = (typeof bands)[number];

export function bandOf({ daysLeft }: Pick<SubjectRequest, 'daysLeft'>): Band {
  if (daysLeft === null) return 'none';
  if (daysLeft < 0) return 'overdue';
  if (daysLeft <= 3) return '0-3';
  if (daysLeft <= 7) return '4-7';
  return daysLeft <= 15 ? '8-15' : '16+';
}

/** The last day of a clock, of which `dueAt` is the end. */
export function lastDay(dueAt: string): string {
  return new Date(new Date(dueAt).getTime() - 1).toISOString();
}

/** Whether one of its clocks stands still: the day then moves on with every day. */
export function isPaused({ clocks }: Pick<SubjectRequest, 'clocks'>): boolean {
  return clocks.some(standsStill);
}

function standsStill({ metAt, pauses }: RequestClock): boolean {
  return metAt === null && pauses.some(({ until }) => until === null);
}

export type Deadlines<Law extends string> = Record<Band, Partial<Record<Law, number>>>;

/** How many requests there are in each stretch, by law. */
export function deadlinesOf(requests: readonly SubjectRequest[]): Deadlines<SubjectRequest['regime']> {
  const counted = Object.fromEntries(bands.map((band) => [band, {}])) as Deadlines<SubjectRequest['regime']>;
  for (const request of requests) {
    const cell = counted[bandOf(request)];
    cell[request.regime] = (cell[request.regime] ?? 0) + 1;
  }
  return counted;
}

export function sumOf(cell: Partial<Record<string, number>>): number {
  return Object.values(cell).reduce<number>((all, some) => all + (some ?? 0), 0);
}
