import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, secureRandom } from '../../../kernel';
import { Installation } from '../../../platform/settings';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../trust/audit';
import type { Plan } from '../plans/plan.repository';
import { PlanScope } from '../saga/plan-scope';
import type { CertificateFacts } from './certificate-body';
import { ListSummary, type ListSum } from './item-list';

const saltBytes = 32;

/** Gathers what a certificate says of its plan. */
@Injectable()
export class FactsOfPlan {
  constructor(
    private readonly scope: PlanScope,
    private readonly installation: Installation,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async gather(plan: Plan): Promise<CertificateFacts> {
    return {
      plan,
      list: await this.#sumUp(plan),
      kept: plan.kept,
      moved: plan.moved,
      vault: this.installation.vaultId,
      log: this.options.origin,
      issuedAt: this.clock.now(),
      salt: secureRandom(saltBytes),
    };
  }

  async #sumUp(plan: Plan): Promise<ListSum> {
    const summary = new ListSummary();
    for await (const items of this.scope.going(plan)) summary.add(items);
    return summary.sum;
  }
}
