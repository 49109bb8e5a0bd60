import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { type EntryFilters, toEntryQuery } from '../audit.dto';
import { AuditLog } from './audit-log.service';
import { entriesFor } from './entry-scope';
import type { EntryView } from './entry-view';

const neighbours = 20;

/** The log as the API pages it: the actor's own scope, and cursors that fit only the filters they were given for. */
@Injectable()
export class EntryPages {
  constructor(
    private readonly log: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  async list(context: RequestContext, filters: EntryFilters): Promise<Page<EntryView>> {
    const list = listName(filters);
    const after = filters.cursor === undefined ? {} : { after: this.position(list, filters.cursor) };
    const { items, next } = await this.log.entries(context, entriesFor(context.actor), {
      ...toEntryQuery(filters),
      ...after,
    });
    return { items, next: next === null ? null : this.cursors.encode(list, [next]) };
  }

  async get(context: RequestContext, n: number): Promise<EntryView> {
    return this.log.entry(context, entriesFor(context.actor), n);
  }

  async around(context: RequestContext, n: number): Promise<{ items: EntryView[] }> {
    return { items: await this.log.around(context, entriesFor(context.actor), n, neighbours) };
  }

  async checkpoint(context: RequestContext) {
    return this.log.checkpoint(context);
  }

  private position(list: string, cursor: string): number {
    const [n] = this.cursors.decode(list, cursor);
    if (typeof n !== 'number') throw new InvalidCursor();
    return n;
  }
}

function listName(filters: EntryFilters): string {
  const terms = Object.entries(filters).filter(
    ([name, value]) => value !== undefined && !['cursor', 'limit'].includes(name),
  );
  return `audit entries ${createHash('sha256').update(JSON.stringify(terms.sort())).digest('base64url')}`;
}
