import { Inject, Injectable } from '@nestjs/common';
import { type Jurisdiction, POLICY_DATA, type PolicyData, type RetentionRow } from '../../platform/settings';
import type { Calendar } from '../clocks';
import type { Schedule } from './rules/claims';

/** A schedule with what an item's purpose says about facts; a fact that somebody noted comes before it. */
export interface ReadSchedule extends Schedule {
  factsFrom(purpose: string): Readonly<Record<string, string>>;
}

/** Schedules over the lists and calendars of the policy data of this start; its own rows are the one that is shipped. */
@Injectable()
export class PolicySchedule {
  /** The rows of `config/`. Which rows decide is said by `schedules/schedule-in-force.ts`. */
  readonly schedule: ReadSchedule;
  readonly #policy: PolicyData;

  constructor(@Inject(POLICY_DATA) policy: PolicyData) {
    this.#policy = policy;
    this.schedule = this.with(policy.retentionSchedules, policy.hash);
  }

  /** These rows, read with the lists and calendars of the policy data. */
  with(rows: readonly RetentionRow[], version: string): ReadSchedule {
    const policy = this.#policy;
    const places = new Map(policy.jurisdictions.map((place) => [place.code, place]));
    const calendars = new Map<string, Calendar>(
      policy.jurisdictions.map((place) => [place.code, calendarOf(place, places)]),
    );
    return {
      version,
      rows,
      events: new Map(policy.retentionEvents.map((rule) => [rule.code, rule])),
      parents: new Map(policy.jurisdictions.map(({ code, parent }) => [code, parent ?? null])),
      calendar: (code) => calendars.get(code) ?? unknownPlace(code),
      factsFrom: (purpose) => this.#factsFrom(purpose),
    };
  }

  #factsFrom(purpose: string): Record<string, string> {
    const said = this.#policy.retentionFacts.map(({ code, fromPurpose }) => [code, fromPurpose[purpose]] as const);
    return Object.fromEntries(said.filter((pair): pair is [string, string] => pair[1] !== undefined));
  }

  /** Whether people and programs may state such an event about an item, or about a subject. */
  mayState(event: string, about: 'item' | 'subject'): boolean {
    return this.#policy.retentionEvents.some((rule) => rule.code === event && rule.given && rule.about === about);
  }

  knows(fact: string, value: string): boolean {
    return this.#policy.retentionFacts.some(({ code, values }) => code === fact && values.includes(value));
  }
}

/** Weekend, holidays and fiscal year are those of the nearest jurisdiction around it that says so. */
function calendarOf(place: Jurisdiction, places: ReadonlyMap<string, Jurisdiction>): Calendar {
  const around: Jurisdiction[] = [];
  for (let at: Jurisdiction | undefined = place; at !== undefined; at = places.get(at.parent ?? '')) around.push(at);
  const first = <K extends 'weekend' | 'holidays' | 'fiscalYearEnd'>(member: K): NonNullable<Jurisdiction[K]> => {
    const value = around.find((one) => one[member] !== undefined)?.[member];
    if (value === undefined) throw new Error(`the jurisdiction ${place.code} has no ${member}`);
    return value;
  };
  const { timeZone } = place;
  const holidays = new Set(first('holidays'));
  return { timeZone, weekend: first('weekend'), holidays, fiscalYearEnd: first('fiscalYearEnd') };
}

function unknownPlace(code: string): never {
  throw new Error(`the jurisdiction ${code} is not listed`);
}
