import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, secureRandom, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Installation } from '../../../platform/settings';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../trust/audit';
import { type Plan, PlanRepository } from '../plans/plan.repository';
import { PlanScope } from '../saga/plan-scope';
import type { CertificateFacts } from './certificate-body';
import { ListSummary, type ListSum } from './item-list';

const system = systemContext('destruction');
const saltBytes = 32;

/** Gathers what a certificate says of its plan. */
@Injectable()
export class FactsOfPlan {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly scope: PlanScope,
    private readonly installation: Installation,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async gather(plan: Plan): Promise<CertificateFacts> {
    return {
      plan,
      list: await this.#sumUp(plan),
      kept: await this.vault.read(system, (tx) => this.plans.systemCountKept(tx, plan.id)),
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
