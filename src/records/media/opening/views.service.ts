import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Id, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Access } from '../../../trust/access';
import type { TicketReference } from '../../tickets';
import { canBeOpened } from '../media';
import { MediaQuarantined, MediaRestricted, ViewClosed } from '../media.errors';
import { type MediaRow, MediaRepository } from '../media.repository';
import type { ContentRequest } from './content';
import { ContentDelivery } from './content-delivery';
import { type Opened, Openings } from './openings';
import { endsView } from './stream-limits';
import { ViewClosing } from './view-closing';
import { type FoundView, ViewRepository } from './view.repository';

/** Views of browsers: bound to the session that opened them, one entry when they open and one when they close. */
@Injectable()
export class Views {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ViewRepository,
    private readonly media: MediaRepository,
    private readonly openings: Openings,
    private readonly delivery: ContentDelivery,
    private readonly closing: ViewClosing,
    private readonly access: Access,
  ) {}

  async open(
    context: RequestContext,
    mediaId: Id,
    wish: { ticket: TicketReference; purpose: string },
  ): Promise<Opened> {
    return this.openings.open(context, { as: 'view', mediaId, ...wish, range: 'all' });
  }

  /** One answer with content, whole or a range, under a view that is still open. */
  async content(context: RequestContext, id: Id, request: ContentRequest, response: Response): Promise<void> {
    const { view, licence, item, granted, restricted } = await this.#find(context, id);
    if (view.closeReason !== null) throw new ViewClosed();
    if (!granted) {
      await this.closing.close(id, 'grant_ended');
      throw new ViewClosed();
    }
    if (restricted) {
      await this.closing.close(id, 'restricted');
      throw new MediaRestricted();
    }
    if (!canBeOpened(item.state)) throw new MediaQuarantined();
    const outcome = await this.delivery.deliver({ context, licence, item, request, response });
    if (endsView(outcome)) await this.closing.close(id, outcome);
  }

  async close(context: RequestContext, id: Id): Promise<void> {
    await this.#find(context, id);
    await this.closing.close(id, 'closed', context.origin);
  }

  /** The caller's own view, opened in this very session, and its grant as it stands now. Anybody else's is as good as absent. */
  async #find(context: RequestContext, id: Id): Promise<FoundView & { item: MediaRow }> {
    const { actor } = context;
    const scope = this.access.scope(actor, 'read', 'View');
    const [own, item] = await this.vault.read(context, (tx) =>
      Promise.all([this.repository.find(tx, id, actor.sessionId, scope), this.media.systemFindOfView(tx, id)]),
    );
    if (own !== null && item !== null) return { ...own, item };
    return this.access.notFound(context, { type: 'view.denied', exists: await this.#exists(id) });
  }

  /** For the log alone. */
  async #exists(id: Id): Promise<boolean> {
    return this.vault.read({ actor: systemActor }, (tx) => this.repository.systemExists(tx, id));
  }
}
