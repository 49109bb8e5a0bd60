import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { type IrreversibleAt, KeyEnds } from '../../../trust/keys';
import { type ItemVerdict, type PlanStage, statesOf } from '../destruction';
import { PlanNotFound } from '../destruction.errors';
import { type KeptCount, type Plan, type PlanQuery, PlanRepository } from './plan.repository';

/** One plan with what only it is asked for. */
export interface WholePlan extends Plan {
  readonly keptBy: readonly KeptCount[];
  /** Items that go whose bytes may still be there. */
  readonly left: number;
  /** When no copy of the keystore opens anything of it; null before its keys have ended. */
  readonly irreversible: IrreversibleAt | null;
}

export interface PlanFilters extends Pick<PlanQuery, 'subject' | 'reference' | 'limit'> {
  readonly stage?: PlanStage;
  readonly cursor?: string;
}

/** The reading side of plans, each look an entry. */
@Injectable()
export class PlanRecords {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly ends: KeyEnds,
    private readonly cursors: Cursors,
  ) {}

  async plan(context: RequestContext, id: Id): Promise<WholePlan> {
    const found = await this.vault.transaction(context, async (tx) => {
      const plan = await this.plans.find(tx, id);
      if (plan === null) throw new PlanNotFound();
      await this.#record(tx, context, id);
      return { ...plan, keptBy: await this.plans.countKept(tx, id), left: await this.plans.countLeft(tx, id) };
    });
    const { keyIds, keysGoneAt } = found;
    const ended = keysGoneAt !== null && keyIds.length > 0;
    return { ...found, irreversible: ended ? await this.ends.irreversibleAt(keyIds) : null };
  }

  /** Newest first. */
  async list(context: RequestContext, { stage, subject, reference, cursor, limit }: PlanFilters): Promise<Page<Plan>> {
    const name = `destruction plans ${JSON.stringify([stage, subject, reference])}`;
    const states = stage === undefined ? {} : { states: statesOf(stage) };
    const before = cursor === undefined ? undefined : this.#position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.plans.list(tx, { ...states, subject, reference, before, limit: limit + 1 });
      await this.#record(tx, context);
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ requestedAtText, id }) => [requestedAtText, id],
        (row) => row,
      );
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

  #position(name: string, cursor: string): { at: string; id: Id } {
    const [at, id] = this.cursors.decode(name, cursor);
    if (typeof at !== 'string' || !isId(id)) throw new InvalidCursor();
    return { at, id };
  }

  async #record(tx: Transaction, { actor, origin }: RequestContext, object?: Id): Promise<void> {
    const role = this.access.role(actor, 'read', 'Destruction');
    const about = { actor, origin, role, object: { object }, decision: 'allow' } as const;
    await this.audit.record(tx, { type: 'destruction.shown', ...about });
  }
}
