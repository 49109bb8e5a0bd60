import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Rules } from '../../../trust/access';
import { Audit, type AuditType } from '../../../trust/audit';
import { DestroyedBeforeHold, HoldNotFound, HoldReleased, HoldWithoutScope } from '../retention.errors';
import { type Hold, type HoldCoverage, type HoldReason, type HoldScope, namesSomething } from './hold';
import { HoldRepository } from './hold.repository';

/** Legal holds by matter. Releasing one is `release-hold.ts`, because it needs another person. */
@Injectable()
export class Holds {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: HoldRepository,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Places a hold: what it covers now is frozen with it, what fits later joins. A hold that names items whose keys are
   * gone is refused whole, with their certificates: whoever asks must not believe that they are safe.
   */
  async place(
    context: RequestContext,
    { matter, reason, scope }: { matter: string; reason: HoldReason; scope: HoldScope },
  ): Promise<Hold> {
    if (!namesSomething(scope)) return this.#refuse(context, new HoldWithoutScope(), 'empty_scope');
    const placing = this.vault.transaction(context, async (tx) => {
      const id = await this.repository.add(tx, { matter, reason, scope, by: context.actor.id });
      const gone = await this.repository.systemFreeze(tx, id);
      if (gone.length > 0) throw new DestroyedBeforeHold(gone);
      await this.#entry(tx, context, 'hold.placed', { hold: id, reason });
      return this.#present(tx, id);
    });
    return placing.catch((error: unknown) => {
      if (error instanceof DestroyedBeforeHold) return this.#refuse(context, error, 'destroyed');
      throw error;
    });
  }

  /** Counts what a hold would cover, before anybody places it. */
  async coverage(context: RequestContext, scope: HoldScope): Promise<HoldCoverage> {
    if (!namesSomething(scope)) return this.#refuse(context, new HoldWithoutScope(), 'empty_scope');
    return this.vault.transaction(context, async (tx) => {
      await this.#entry(tx, context, 'hold.shown', { reason: 'coverage' });
      return this.repository.systemCoverage(tx, scope);
    });
  }

  async get(context: RequestContext, id: Id): Promise<Hold> {
    const found = await this.vault.transaction(context, async (tx) => {
      const hold = await this.repository.find(tx, id);
      await this.#entry(tx, context, 'hold.shown', { hold: id, reason: hold === null ? 'absent' : undefined });
      return hold;
    });
    if (found === null) throw new HoldNotFound();
    return found;
  }

  async list(context: RequestContext, { cursor, limit }: { cursor?: string; limit: number }): Promise<Page<Hold>> {
    const [before] = cursor === undefined ? [] : this.cursors.decode('holds', cursor);
    if (before !== undefined && typeof before !== 'string') throw new InvalidCursor();
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, { before, limit: limit + 1 });
      await this.#entry(tx, context, 'hold.listed');
      return this.cursors.page(
        'holds',
        rows,
        limit,
        ({ id }) => [id],
        (row) => row,
      );
    });
  }

  /** Says that the matter is still open and the hold still needed. */
  async confirm(context: RequestContext, id: Id): Promise<Hold> {
    const outcome = await this.vault.transaction(context, async (tx) => {
      const hold = await this.repository.hold(tx, id);
      if (hold === null) return new HoldNotFound();
      if (hold.releasedAt !== null) return new HoldReleased();
      await this.repository.confirm(tx, id, context.actor.id);
      await this.#entry(tx, context, 'hold.confirmed', { hold: id });
      return this.#present(tx, id);
    });
    return outcome instanceof Error ? this.#refuse(context, outcome, 'state', id) : outcome;
  }

  async #present(tx: Transaction, id: Id): Promise<Hold> {
    const hold = await this.repository.find(tx, id);
    if (hold === null) throw new HoldNotFound();
    return hold;
  }

  async #refuse(context: RequestContext, error: Error, reason: string, hold?: Id): Promise<never> {
    await this.vault.transaction(context, (tx) =>
      this.#entry(tx, context, 'hold.denied', { hold, reason, denied: true }),
    );
    throw error;
  }

  async #entry(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: AuditType,
    said: { hold?: Id; reason?: string; denied?: boolean } = {},
  ): Promise<void> {
    await this.audit.record(tx, {
      type,
      actor,
      origin,
      role: this.rules.role(actor, 'read', 'Hold'),
      object: said.hold === undefined ? undefined : { object: said.hold },
      decision: said.denied ? 'deny' : 'allow',
      reason: said.reason,
    });
  }
}
