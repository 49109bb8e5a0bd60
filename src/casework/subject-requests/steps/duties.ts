import { type ClockRule, dueAt, type RunningClock, startClock } from '../../../lifecycle/clocks';
import type { Calendar } from '../../../lifecycle/clocks';
import type { SubjectRequest } from '../request';

/** A rule of the clock register as far as requests look at it. */
export interface DutyRule extends ClockRule {
  readonly regime: string;
  readonly starts: string;
  readonly duty: string;
}

/** What a request's clock stands for: the person is told that it arrived, or is answered; or its controller gets it. */
export const duties = ['acknowledge', 'answer', 'forward'] as const;
export type Duty = (typeof duties)[number];

/** One clock of a request. */
export interface RequestClock extends RunningClock {
  readonly duty: Duty;
  readonly metAt: Date | null;
}

/** The clocks that start when such a request is received: rows of the register for its law, for complaints their own. Where another decides, forwarding it is all. */
export function clocksFor(
  { type, regime, receivedAt, controller }: Pick<SubjectRequest, 'type' | 'regime' | 'receivedAt' | 'controller'>,
  register: readonly DutyRule[],
): RequestClock[] {
  const own = controller === null;
  const ofRegime = register.filter(
    (rule) => rule.regime === regime && isDuty(rule.duty) && own === (rule.duty !== 'forward'),
  );
  const complaints = ofRegime.filter(({ starts }) => starts === 'complaint');
  const started = ofRegime.filter(({ starts }) => starts === 'receipt');
  const rules = type === 'complaint' && complaints.length > 0 ? complaints : started;
  return rules.map((rule) => ({ ...startClock(rule, receivedAt), duty: rule.duty as Duty, metAt: null }));
}

/** The earliest day on which something is due that was not yet done. */
export function nextDue(
  clocks: readonly RequestClock[],
  rules: ReadonlyMap<string, ClockRule>,
  calendar: Calendar,
  now: Date,
): Date | null {
  const dues = clocks
    .filter(({ metAt }) => metAt === null)
    .map((clock) => dueOf(clock, rules, calendar, now))
    .filter((due) => due !== null);
  return dues.length === 0 ? null : new Date(Math.min(...dues.map((due) => due.getTime())));
}

export function dueOf(
  clock: RunningClock,
  rules: ReadonlyMap<string, ClockRule>,
  calendar: Calendar,
  now: Date,
): Date | null {
  const rule = rules.get(clock.code);
  if (rule === undefined) throw new Error(`the clock ${clock.code} is not in the register`);
  return dueAt(rule, clock, calendar, now);
}

function isDuty(duty: string): duty is Duty {
  return duties.some((known) => known === duty);
}
