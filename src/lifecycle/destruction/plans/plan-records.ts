import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import type { ItemVerdict } from '../destruction';
import { PlanNotFound } from '../destruction.errors';
import { type Plan, PlanRepository } from './plan.repository';

/** The reading side of plans, each look an entry. */
@Injectable()
export class PlanRecords {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  async plan(context: RequestContext, id: Id): Promise<Plan> {
    return this.vault.transaction(context, async (tx) => {
      const plan = await this.plans.find(tx, id);
      if (plan === null) throw new PlanNotFound();
      await this.#record(tx, context, id);
      return plan;
    });
  }

  async items(
    context: RequestContext,
    id: Id,
    page: { readonly after: Id | null; readonly limit: number },
  ): Promise<readonly ItemVerdict[]> {
    return this.vault.transaction(context, async (tx) => {
      if ((await this.plans.find(tx, id)) === null) throw new PlanNotFound();
      await this.#record(tx, context, id);
      return this.plans.listItems(tx, id, page);
    });
  }

  async #record(tx: Transaction, { actor, origin }: RequestContext, object: Id): Promise<void> {
    const role = this.access.role(actor, 'read', 'Destruction');
    const about = { actor, origin, role, object: { object }, decision: 'allow' } as const;
    await this.audit.record(tx, { type: 'destruction.shown', ...about });
  }
}
