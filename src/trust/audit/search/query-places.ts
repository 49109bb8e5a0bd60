import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type RequestContext } from '../../../kernel';
import { AddressSearchForbidden } from '../audit.errors';
import { Audit } from '../audit.service';
import { type AddressTags, PERSONAL_PARTS, type PersonalParts } from '../personal-parts';
import { maySeePersonalParts, readingRole } from '../reading/entry-scope';
import { widestBounds } from './matches';
import type { Query } from './query';
import type { QueryPlace } from './query-sql';

/**
 * Settles what a query needs before it is asked: one moment that is `now`, and the tags of its addresses under each month's
 * key. Whoever may not see addresses may not find entries by them either; that attempt is an entry.
 */
@Injectable()
export class QueryPlaces {
  constructor(
    private readonly audit: Audit,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(context: RequestContext, query: Query): Promise<QueryPlace> {
    const now = this.clock.now();
    const addresses = query.flatMap((one) => (one.name === 'ip' ? one.values : []));
    if (addresses.length > 0 && !maySeePersonalParts(context.actor)) await this.refuse(context);
    const { start, end } = widestBounds(query, now);
    const span = { from: start === null ? null : new Date(start), to: end === null ? null : new Date(end) };
    const tags = new Map<string, AddressTags[]>();
    for (const value of addresses)
      tags.set(value, await this.parts.addressTagsWithin(value.replace(/\/.*$/, ''), span));
    return { now, tagsOf: (address) => tags.get(address) ?? [] };
  }

  private async refuse({ actor, origin }: RequestContext): Promise<never> {
    const role = readingRole(actor);
    await this.audit.recordAlone({ type: 'audit.denied', actor, role, origin, decision: 'deny', reason: 'address' });
    throw new AddressSearchForbidden();
  }
}
