import { Inject, Injectable } from '@nestjs/common';
import { PolicySchedule } from '../../lifecycle/retention';
import { POLICY_DATA, type PolicyData } from '../../platform/settings';
import type { Breach } from './breach';
import { JurisdictionNotListed } from './breach.errors';
import {
  around,
  type DutyRule,
  personalTerritoryOf,
  lawsFor,
  type Notice,
  placeOf,
  rulesStarting,
  type Start,
  startNotice,
} from './duties';

type Bound = Pick<Breach, 'jurisdictions' | 'sectorLaws' | 'capacity'>;

/** The clocks of breaches, with the register and the calendars of the policy data. */
@Injectable()
export class BreachClocks {
  readonly #register: readonly DutyRule[];

  constructor(
    @Inject(POLICY_DATA) { clocks }: PolicyData,
    private readonly policy: PolicySchedule,
  ) {
    this.#register = clocks;
  }

  assertListed(jurisdictions: readonly string[]): void {
    if (jurisdictions.some((place) => !this.policy.schedule.parents.has(place))) throw new JurisdictionNotListed();
  }

  /** The laws that bind it. */
  laws(bound: Bound): string[] {
    return lawsFor(bound, this.policy.schedule.parents);
  }

  /** The jurisdictions in which a law's persons are; null for laws that do not count persons by place. */
  placesOf(regime: string): string[] | null {
    const { parents } = this.policy.schedule;
    const territory = personalTerritoryOf(regime);
    if (territory === null) return null;
    return [...parents.keys()].filter((place) => around(place, parents).includes(territory));
  }

  /** The notices whose clocks start so, at this time. */
  start(start: Start, bound: Bound, at: Date): Notice[] {
    const { schedule } = this.policy;
    const rules = rulesStarting(start, { laws: this.laws(bound), capacity: bound.capacity }, this.#register);
    return rules.map((rule) =>
      startNotice(rule, at, schedule.calendar(placeOf(rule.regime, bound.jurisdictions, schedule.parents))),
    );
  }
}
