import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { RequestEntries } from './request-entries';
import { RequestNotFound } from '../request.errors';
import { RequestFiles } from './request-files';
import { RequestHistory } from './request-history';
import { type RequestFigures, type RequestFilter, RequestRepository } from './request.repository';
import { type RequestView, RequestViews, type WholeRequest } from './request-views';

/** Seeing the register: each look is an entry. */
@Injectable()
export class RequestReading {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: RequestRepository,
    private readonly files: RequestFiles,
    private readonly entries: RequestEntries,
    private readonly cursors: Cursors,
    private readonly views: RequestViews,
    private readonly history: RequestHistory,
  ) {}

  async list(
    context: RequestContext,
    { cursor, limit, ...filter }: RequestFilter & { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<RequestView>> {
    const name = `subject requests ${JSON.stringify(filter)}`;
    const after = cursor === undefined ? null : this.#position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, filter, { limit: limit + 1, after });
      const clocks = await this.repository.listClocks(
        tx,
        rows.map(({ id }) => id),
      );
      await this.entries.record(tx, context, 'request.listed', { action: 'read', subject: filter.subject });
      const now = await tx.now();
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ dueText, id }) => [dueText, id],
        (row) => this.views.of(row, clocks.get(row.id) ?? [], now),
      );
    });
  }

  async get(context: RequestContext, id: Id): Promise<WholeRequest> {
    const found = await this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const view = await this.views.get(tx, id);
        const sealed = await this.repository.findFile(tx, id);
        if (sealed === null) throw new RequestNotFound();
        await this.entries.record(tx, context, 'request.shown', { request: id, subject: view.subject, action: 'read' });
        const others = view.subject === null ? 0 : await this.repository.countOf(tx, view.subject, id);
        return { whole: { ...view, others, ...(await this.history.of(tx, id)) }, sealed };
      }),
    );
    const { whole, sealed } = found;
    if (!this.entries.mayOpen(context)) return { ...whole, file: null, answer: null };
    return { ...whole, ...(await this.files.read(id, sealed)) };
  }

  /** The figures of the last so many months. */
  async figures(context: RequestContext, months: number): Promise<RequestFigures[]> {
    return this.vault.transaction(context, async (tx) => {
      await this.entries.record(tx, context, 'request.listed', { action: 'read', reason: 'figures' });
      return this.repository.figures(tx, months);
    });
  }

  #position(name: string, cursor: string): [string, Id] {
    const [due, id] = this.cursors.decode(name, cursor);
    if (typeof due !== 'string' || typeof id !== 'string') throw new InvalidCursor();
    return [due, id];
  }
}
