import { Inject, Injectable } from '@nestjs/common';
import {
  type ClockStep,
  extendClock,
  isPaused,
  lastDayOf,
  pauseClock,
  type PauseReason,
  resumeClock,
} from '../../../lifecycle/clocks';
import type { Calendar } from '../../../lifecycle/clocks';
import { PolicySchedule } from '../../../lifecycle/retention';
import { POLICY_DATA, type PolicyData, Settings } from '../../../platform/settings';
import { clocksFor, type Duty, type DutyRule, dueOf, nextDue, type RequestClock } from './duties';
import type { SubjectRequest } from '../request';
import { ClockStands, JurisdictionNotListed } from '../request.errors';

/** Why more time is needed (GDPR Art 12(3)). */
export const extensionReasons = ['complexity', 'number_of_requests'] as const;
export type ExtensionReason = (typeof extensionReasons)[number];

/** The clocks of requests, with the register and the calendars of the policy data. */
@Injectable()
export class Deadlines {
  /** Who decides about requests that come now; null where this organisation does. */
  readonly controller: string | null;
  readonly #register: readonly DutyRule[];
  readonly #rules: ReadonlyMap<string, DutyRule>;
  readonly #listed: ReadonlySet<string>;

  constructor(
    @Inject(POLICY_DATA) { clocks, jurisdictions }: PolicyData,
    private readonly policy: PolicySchedule,
    { controller }: Settings,
  ) {
    this.controller = controller ?? null;
    this.#register = clocks;
    this.#rules = new Map(clocks.map((rule) => [rule.code, rule]));
    this.#listed = new Set(jurisdictions.map(({ code }) => code));
  }

  assertListed(jurisdiction: string): void {
    this.#calendar(jurisdiction);
  }

  start(request: Pick<SubjectRequest, 'type' | 'regime' | 'receivedAt' | 'controller'>): RequestClock[] {
    return clocksFor(request, this.#register);
  }

  next(clocks: readonly RequestClock[], jurisdiction: string, now: Date): Date | null {
    return nextDue(clocks, this.#rules, this.#calendar(jurisdiction), now);
  }

  due(clock: RequestClock, jurisdiction: string, now: Date): Date | null {
    return dueOf(clock, this.#rules, this.#calendar(jurisdiction), now);
  }

  /** The day of a due moment where the request counts its days, and how far away it is. */
  lastDay(due: Date, jurisdiction: string, now: Date): { readonly on: string; readonly daysLeft: number } {
    return lastDayOf(due, this.#calendar(jurisdiction), now);
  }

  /** Until when its time may still be extended; null where it may not, or was already. */
  extendableUntil(clock: RequestClock, jurisdiction: string, now: Date): Date | null {
    const calendar = this.#calendar(jurisdiction);
    if (clock.metAt !== null) return null;
    const step = extendClock(this.#rule(clock), clock, { at: now, reason: extensionReasons[0], calendar });
    return 'next' in step ? this.due(clock, jurisdiction, now) : null;
  }

  /** Stops those that may stand still for it; where none may, it is refused. */
  pause(clocks: readonly RequestClock[], reason: PauseReason, at: Date): RequestClock[] {
    return this.#each(clocks, (clock) => pauseClock(this.#rule(clock), clock, at, reason));
  }

  /** The same, leaving alone what knows no such pause. */
  pauseWherePossible(clocks: readonly RequestClock[], reason: PauseReason, at: Date): RequestClock[] {
    return clocks.map((clock) => stepped(clock, pauseClock(this.#rule(clock), clock, at, reason)));
  }

  resume(clocks: readonly RequestClock[], at: Date): RequestClock[] {
    return this.#each(clocks, (clock) => resumeClock(clock, at));
  }

  resumeWherePaused(clocks: readonly RequestClock[], at: Date): RequestClock[] {
    return clocks.map((clock) => (isPaused(clock) ? stepped(clock, resumeClock(clock, at)) : clock));
  }

  extend(
    clocks: readonly RequestClock[],
    jurisdiction: string,
    said: { reason: ExtensionReason; at: Date },
  ): RequestClock[] {
    const calendar = this.#calendar(jurisdiction);
    return this.#each(clocks, (clock) => extendClock(this.#rule(clock), clock, { ...said, calendar }));
  }

  meet(clocks: readonly RequestClock[], duties: readonly Duty[], at: Date): RequestClock[] {
    return clocks.map((clock) =>
      clock.metAt === null && duties.includes(clock.duty) ? { ...clock, metAt: at } : clock,
    );
  }

  /** Takes the step with every unmet clock that allows it; refused where none does. */
  #each(clocks: readonly RequestClock[], step: (clock: RequestClock) => ClockStep): RequestClock[] {
    const steps = clocks.map((clock) => ({ clock, step: clock.metAt === null ? step(clock) : null }));
    const taken = steps.filter(({ step: made }) => made !== null && 'next' in made);
    const refused = steps.flatMap(({ step: made }) => (made !== null && 'refused' in made ? [made.refused] : []));
    if (taken.length === 0) throw new ClockStands(refused[0] ?? 'not_extendable');
    return steps.map(({ clock, step: made }) => (made === null ? clock : stepped(clock, made)));
  }

  #rule({ code }: RequestClock): DutyRule {
    const rule = this.#rules.get(code);
    if (rule === undefined) throw new Error(`the clock ${code} is not in the register`);
    return rule;
  }

  #calendar(jurisdiction: string): Calendar {
    if (!this.#listed.has(jurisdiction)) throw new JurisdictionNotListed();
    return this.policy.schedule.calendar(jurisdiction);
  }
}

function stepped(clock: RequestClock, step: ClockStep): RequestClock {
  return 'next' in step ? { ...clock, ...step.next } : clock;
}
