import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { etagOf, requireMatch } from '../../../platform/http';
import { InvalidQuery } from '../audit.errors';
import { Audit } from '../audit.service';
import type { AuditType } from '../event-types';
import { readingRole } from '../reading/entry-scope';
import { asksForAddress } from '../search/matches';
import { parseQuery } from '../search/parse-query';
import { mostSearches, type SavedSearch } from './saved-search';
import { SavedSearchNotFound, TooManySearches } from './saved-search.errors';
import { addSearch, changeSearch, findSearch, listSearches, removeSearch } from './saved-search.repository';

export interface SearchWish {
  readonly name: string;
  readonly q: string;
  readonly notify: boolean;
}

/** A person's own saved searches. What is kept, changed and removed stands in the log with its words. */
@Injectable()
export class SavedSearches {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
  ) {}

  async list(context: RequestContext): Promise<SavedSearch[]> {
    return this.vault.read(context, (tx) => listSearches(tx, context.actor.id));
  }

  async save(context: RequestContext, wish: SearchWish): Promise<SavedSearch> {
    assertKeepable(wish.q);
    return this.vault.transaction(context, async (tx) => {
      if ((await listSearches(tx, context.actor.id)).length >= mostSearches) throw new TooManySearches();
      const saved = await addSearch(tx, { id: newId(), person: context.actor.id, ...wish });
      await this.record(tx, context, 'audit.search.saved', saved);
      return saved;
    });
  }

  /** News of a changed search begins anew with the next entry. */
  async change(
    context: RequestContext,
    id: Id,
    change: Partial<SearchWish>,
    ifMatch: string | undefined,
  ): Promise<SavedSearch> {
    if (change.q !== undefined) assertKeepable(change.q);
    return this.vault.transaction(context, async (tx) => {
      const before = await this.get(tx, context, id);
      requireMatch(ifMatch, etagOfSearch(before));
      const { name = before.name, q = before.q, notify = before.notify } = change;
      const changed = await changeSearch(tx, { id, name, q, notify });
      await this.record(tx, context, 'audit.search.changed', changed);
      return changed;
    });
  }

  async remove(context: RequestContext, id: Id): Promise<void> {
    await this.vault.transaction(context, async (tx) => {
      const search = await this.get(tx, context, id);
      await removeSearch(tx, id);
      await this.record(tx, context, 'audit.search.removed', search);
    });
  }

  private async get(tx: Transaction, context: RequestContext, id: Id): Promise<SavedSearch> {
    const found = await findSearch(tx, context.actor.id, id);
    if (found === null) throw new SavedSearchNotFound();
    return found;
  }

  private async record(tx: Transaction, context: RequestContext, type: AuditType, search: SavedSearch): Promise<void> {
    const { actor, origin } = context;
    const actorPayload = { filter: search.q };
    const object = { object: search.id };
    await this.audit.record(tx, {
      type,
      actor,
      role: readingRole(actor),
      origin,
      actorPayload,
      object,
      decision: 'allow',
    });
  }
}

export function etagOfSearch({ id, version }: SavedSearch): string {
  return etagOf(id, version);
}

/** An address in a saved search would outlive the key that its tags end with. */
function assertKeepable(q: string): void {
  const query = parseQuery(q);
  if (asksForAddress(query)) throw new InvalidQuery('address_not_kept', 0);
}
