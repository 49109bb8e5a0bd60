import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Access } from '../../../trust/access';
import { Audit, type AuditRecord } from '../../../trust/audit';
import { Subjects } from '../../subjects';
import { type TicketReference, Tickets } from '../../tickets';
import { loggableTicket } from './loggable';
import type { MediaState } from '../media';
import { type MediaFilter, MediaRepository } from '../media.repository';
import { NamesOfMedia, type ShownMedia } from './names';

/** Narrows a list of items. */
export interface MediaQuery {
  readonly ticket?: TicketReference;
  readonly subjectId?: Id;
  /** Somebody who is to be seen on other people's items. */
  readonly appearing?: Id;
  readonly class?: string;
  readonly state?: MediaState;
  readonly from?: Date;
  readonly to?: Date;
  readonly cursor?: string;
  readonly limit: number;
}

/** What a query names, looked up: where a name stands for nothing, so does the query. */
@Injectable()
export class MediaFilters {
  constructor(
    private readonly tickets: Tickets,
    private readonly subjects: Subjects,
  ) {}

  async resolve(tx: Transaction, query: MediaQuery): Promise<MediaFilter | null> {
    const { ticket, subjectId, appearing, state, from, to, limit } = query;
    const found = ticket === undefined ? undefined : await this.tickets.systemFind(tx, ticket);
    const subjectIds = subjectId === undefined ? undefined : await this.subjects.family(tx, subjectId);
    const appearingIds = appearing === undefined ? undefined : await this.subjects.family(tx, appearing);
    if (found === null || subjectIds?.length === 0 || appearingIds?.length === 0) return null;
    return { class: query.class, state, from, to, limit, ticketId: found?.id, subjectIds, appearingIds };
  }
}

/** Lists of items, always through the caller's scope. Listing is an entry. */
@Injectable()
export class MediaList {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: MediaRepository,
    private readonly filters: MediaFilters,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
    private readonly names: NamesOfMedia,
  ) {}

  /** Newest first. A filter that names nothing gives an empty page, as does one out of reach. */
  async list(context: RequestContext, query: MediaQuery): Promise<Page<ShownMedia>> {
    const list = listName(query);
    const before = query.cursor === undefined ? undefined : this.#position(list, query.cursor);
    const scope = this.access.scope(context.actor, 'read', 'Media');
    const rows = await this.vault.transaction(context, async (tx) => {
      await this.audit.record(tx, this.#listing(context, query));
      const filter = await this.filters.resolve(tx, { ...query, limit: query.limit + 1 });
      return filter === null ? [] : this.repository.list(tx, { ...filter, before }, scope);
    });
    const page = this.cursors.page(
      list,
      rows,
      query.limit,
      (row) => [row.receivedAtText, row.id],
      (row) => row,
    );
    return { ...page, items: await this.names.show(context, page.items) };
  }

  #listing({ actor, origin }: RequestContext, query: MediaQuery): AuditRecord {
    return {
      type: 'media.listed',
      actor,
      origin,
      role: this.access.role(actor, 'read', 'Media'),
      decision: 'allow',
      subject: query.subjectId ?? query.appearing,
      ticket: loggableTicket(query.ticket),
      actorPayload: { filter: spelled(query) },
    };
  }

  #position(list: string, cursor: string): NonNullable<MediaFilter['before']> {
    const [receivedAt, id] = this.cursors.decode(list, cursor);
    if (typeof receivedAt !== 'string' || !isId(id)) throw new InvalidCursor();
    return { receivedAt, id };
  }
}

/** The filters as one text: a cursor fits the very list that it was made for. */
function listName(query: MediaQuery): string {
  return `media ${createHash('sha256').update(spelled(query)).digest('base64url')}`;
}

function spelled({ ticket, subjectId, appearing, class: documentClass, state, from, to }: MediaQuery): string {
  const terms = Object.entries({
    ticket: ticket === undefined ? undefined : `${ticket.system}/${ticket.id}`,
    subject: subjectId,
    appearing,
    class: documentClass,
    state,
    from: from?.toISOString(),
    to: to?.toISOString(),
  });
  return terms.flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value}`])).join(' ');
}
