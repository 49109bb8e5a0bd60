import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Notifications } from '../../../platform/notifications';
import { Rules } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { HoldNotFound, HoldReleased } from '../retention.errors';
import { type Custodian, CustodianRepository, type HoldNotice } from './custodian.repository';
import { HoldRepository } from './hold.repository';

/** People who are told of a hold, and who say that they know. What they are told names the matter, never an item. */
@Injectable()
export class Custodians {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: CustodianRepository,
    private readonly holds: HoldRepository,
    private readonly notifications: Notifications,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  /** Tells people of an open hold; whoever was told before is not told again. Answers all its custodians. */
  async notify(context: RequestContext, hold: Id, people: readonly Id[]): Promise<Custodian[]> {
    const outcome = await this.vault.transaction(context, async (tx) => {
      const found = await this.holds.hold(tx, hold);
      if (found === null) return new HoldNotFound();
      if (found.releasedAt !== null) return new HoldReleased();
      for (const person of await this.repository.add(tx, hold, people))
        await this.notifications.add(tx, { person, kind: 'hold.notice', body: { hold } });
      await this.#entry(tx, context, 'hold.noticed', hold);
      return this.repository.list(tx, hold);
    });
    if (outcome instanceof Error) return this.#refuse(context, outcome, hold);
    return outcome;
  }

  async list(context: RequestContext, hold: Id): Promise<Custodian[]> {
    const found = await this.vault.transaction(context, async (tx) => {
      await this.#entry(tx, context, 'hold.shown', hold);
      return (await this.holds.find(tx, hold)) === null ? null : this.repository.list(tx, hold);
    });
    if (found === null) throw new HoldNotFound();
    return found;
  }

  /** The caller's own notices. */
  async own(context: RequestContext, { cursor, limit }: { cursor?: string; limit: number }): Promise<Page<HoldNotice>> {
    const [before] = cursor === undefined ? [] : this.cursors.decode('hold notices', cursor);
    if (before !== undefined && !isId(before)) throw new InvalidCursor();
    const rows = await this.vault.read(context, (tx) =>
      this.repository.listOf(tx, context.actor.id, { before, limit: limit + 1 }),
    );
    return this.cursors.page(
      'hold notices',
      rows,
      limit,
      ({ hold }) => [hold],
      (row) => row,
    );
  }

  /** The caller knows of the hold. A hold of which they were not told is absent. */
  async acknowledge(context: RequestContext, hold: Id): Promise<void> {
    const known = await this.vault.transaction(context, async (tx) => {
      const found = await this.repository.acknowledge(tx, hold, context.actor.id);
      if (found) await this.#entry(tx, context, 'hold.acknowledged', hold);
      return found;
    });
    if (!known) await this.#refuse(context, new HoldNotFound(), hold);
  }

  async #refuse(context: RequestContext, error: Error, hold: Id): Promise<never> {
    const { actor, origin } = context;
    const about = { actor, origin, role: this.rules.role(actor, 'read', 'Hold'), object: { object: hold } };
    await this.audit.recordAlone({ ...about, type: 'hold.denied', decision: 'deny', reason: 'custodians' });
    throw error;
  }

  async #entry(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: 'hold.noticed' | 'hold.acknowledged' | 'hold.shown',
    hold: Id,
  ): Promise<void> {
    const role = this.rules.role(actor, 'read', 'Hold');
    await this.audit.record(tx, { type, actor, origin, role, object: { object: hold }, decision: 'allow' });
  }
}
