import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { AuditLog, type EntryView } from '../../../trust/audit';
import { Media } from '../media.service';

/** Where in a list to go on, and how far. */
export interface PageQuery {
  readonly cursor?: string;
  readonly limit: number;
}

/** What the log says about an item, for whoever may see the item. Reading it is an entry itself. */
@Injectable()
export class Custody {
  constructor(
    private readonly media: Media,
    private readonly log: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  async list(context: RequestContext, id: Id, { cursor, limit }: PageQuery): Promise<Page<EntryView>> {
    await this.media.reach(context, 'read', id, 'audit.read');
    const list = `entries of item ${id}`;
    const after = cursor === undefined ? {} : { after: this.#position(list, cursor) };
    const { items, next } = await this.log.custody(context, id, { ...after, limit });
    return { items, next: next === null ? null : this.cursors.encode(list, [next]) };
  }

  #position(list: string, cursor: string): number {
    const [n] = this.cursors.decode(list, cursor);
    if (typeof n !== 'number') throw new InvalidCursor();
    return n;
  }
}
