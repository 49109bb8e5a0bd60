import type { Breach, BreachNotice } from './breach-api';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long there is until a time, or has been since; the coarsest unit of which there are two, so that no hour is lost. */
export interface ClockLeft {
  readonly late: boolean;
  readonly amount: number;
  readonly unit: 'minutes' | 'hours' | 'days';
}

export function clockLeft(dueAt: string, now: number): ClockLeft {
  const left = new Date(dueAt).getTime() - now;
  const late = left < 0;
  const length = Math.abs(left);
  // What is left is rounded down, what is over up: nobody is told of time that they do not have.
  const round = late ? Math.ceil : Math.floor;
  if (length >= 2 * day) return { late, amount: round(length / day), unit: 'days' };
  if (length >= 2 * hour) return { late, amount: round(length / hour), unit: 'hours' };
  return { late, amount: round(length / minute), unit: 'minutes' };
}

export type Urgency = 'late' | 'at_once' | 'soon' | 'later';

/** How much a notice presses: a clock of hours is short from its start. */
export function urgencyOf({ dueAt }: Pick<BreachNotice, 'dueAt'>, now: number): Urgency {
  if (dueAt === null) return 'at_once';
  const left = new Date(dueAt).getTime() - now;
  if (left < 0) return 'late';
  return left < day ? 'soon' : 'later';
}

export function openNotices({ notices }: Pick<Breach, 'notices'>): BreachNotice[] {
  return notices.filter(({ state }) => state === 'open');
}

/** What presses most: what is late first, then what is due at once, then by its time. */
export function nextNotice(breach: Pick<Breach, 'notices'>, now: number): BreachNotice | undefined {
  const order: readonly Urgency[] = ['late', 'at_once', 'soon', 'later'];
  const rank = (notice: BreachNotice) => order.indexOf(urgencyOf(notice, now));
  const time = ({ dueAt, startedAt }: BreachNotice) => new Date(dueAt ?? startedAt).getTime();
  return openNotices(breach).sort((a, b) => rank(a) - rank(b) || time(a) - time(b))[0];
}

/** How many breaches have a notice that presses so. */
export function countUrgent(breaches: readonly Breach[], urgency: Urgency, now: number): number {
  return breaches.filter((breach) => openNotices(breach).some((notice) => urgencyOf(notice, now) === urgency)).length;
}
