import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Subjects } from '../../../records/subjects';
import { ClaimKeeper } from '../claims/claim-keeper';
import { ClaimRepository } from '../claims/claim.repository';
import { NothingToRestrict, RestrictionNotFound } from '../retention.errors';
import type { Restriction, RestrictionOrder } from './restriction';
import { RestrictionEntries } from './restriction-entries';
import { RestrictionRepository } from './restriction.repository';

/**
 * Items that are kept and not used, because a person or a dispute says so (the calendar restricts by itself). From the commit on
 * the data layer opens them for few purposes alone. Lifting is `lift-restriction.ts`, because it needs another person.
 */
@Injectable()
export class Restrictions {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RestrictionRepository,
    private readonly claims: ClaimRepository,
    private readonly keeper: ClaimKeeper,
    private readonly subjects: Subjects,
    private readonly entries: RestrictionEntries,
    private readonly cursors: Cursors,
  ) {}

  async impose(context: RequestContext, order: RestrictionOrder): Promise<Restriction> {
    try {
      return await this.vault.transaction(context, async (tx) => {
        const id = await this.restrict(tx, context, order);
        return (await this.repository.find(tx, id)) ?? missing();
      });
    } catch (error) {
      if (error instanceof NothingToRestrict) await this.entries.refused(context, 'nothing_to_restrict');
      throw error;
    }
  }

  /** For use cases above, in their transaction. Throws where an item that is named is gone, or a person has none. */
  async restrict(tx: Transaction, context: RequestContext, order: RestrictionOrder): Promise<Id> {
    const named = order.media === undefined ? await this.#itemsOf(tx, order.subject) : [...new Set(order.media)];
    const living = await this.claims.systemLock(tx, named);
    const gone = order.media === undefined ? [] : named.filter((id) => !living.includes(id));
    if (living.length === 0 || gone.length > 0) throw new NothingToRestrict(gone);
    const id = await this.repository.add(tx, order, context.actor.id);
    await this.repository.cover(tx, id, living);
    await this.keeper.refreshMany(tx, living);
    const covered = await this.repository.systemCovered(tx, id);
    await this.entries.about(tx, context, 'restriction.imposed', { id, ground: order.ground, covered });
    return id;
  }

  async get(context: RequestContext, id: Id): Promise<Restriction> {
    const found = await this.vault.transaction(context, async (tx) => {
      const restriction = await this.repository.find(tx, id);
      await this.entries.read(tx, context, 'restriction.shown', restriction === null ? undefined : id);
      return restriction;
    });
    return found ?? missing();
  }

  async list(
    context: RequestContext,
    { cursor, reference, limit }: { cursor?: string; reference?: string; limit: number },
  ): Promise<Page<Restriction>> {
    const name = `restrictions ${reference ?? ''}`;
    const [before] = cursor === undefined ? [] : this.cursors.decode(name, cursor);
    if (before !== undefined && typeof before !== 'string') throw new InvalidCursor();
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, { before, reference, limit: limit + 1 });
      await this.entries.read(tx, context, 'restriction.listed');
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ id }) => [id],
        (row) => row,
      );
    });
  }

  async #itemsOf(tx: Transaction, subject: Id | undefined): Promise<Id[]> {
    const family = subject === undefined ? [] : await this.subjects.family(tx, subject);
    return this.claims.systemItemsOfSubjects(tx, family);
  }
}

function missing(): never {
  throw new RestrictionNotFound();
}
