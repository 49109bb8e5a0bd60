import { PassThrough } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Id, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { TicketReference } from '../../tickets';
import { ContentSource } from '../opening/content-source';
import { type Opened, Openings } from '../opening/openings';
import { StreamLimits } from '../opening/stream-limits';
import { ViewClosing } from '../opening/view-closing';
import { ViewRepository } from '../opening/view.repository';
import { ViewClosed } from '../media.errors';

const system = { actor: systemActor };

/** The bytes of items that go into a copy which leaves the vault: opened like any view, decided, in the log, and closed. */
@Injectable()
export class ItemCopies {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly openings: Openings,
    private readonly source: ContentSource,
    private readonly limits: StreamLimits,
    private readonly views: ViewRepository,
    private readonly closing: ViewClosing,
  ) {}

  /** The content of one item, as a stream that is a view of its own: opened under this ticket and purpose, then closed. */
  async *content(
    context: RequestContext,
    wish: { readonly mediaId: Id; readonly ticket: TicketReference; readonly purpose: string },
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    const opened = await this.openings.open(context, { as: 'view', range: 'all', ...wish });
    const sink = new PassThrough({ highWaterMark: 1024 * 1024 });
    const sending = this.send(opened, sink, signal).catch((error: unknown) => {
      sink.destroy(error instanceof Error ? error : new Error('the reading broke off'));
    });
    let whole = false;
    try {
      for await (const piece of sink) yield piece as Buffer;
      whole = true;
    } finally {
      sink.destroy();
      await sending;
      await this.closing.closeSilent(opened.licence.facts.id, whole ? 'completed' : 'interrupted');
    }
  }

  private async send({ licence, media }: Opened, sink: PassThrough, signal: AbortSignal): Promise<void> {
    const { id } = licence.facts;
    if (!(await this.vault.transaction(system, (tx) => this.views.beginRange(tx, id)))) throw new ViewClosed();
    let bytes = 0;
    try {
      await this.limits.within(licence, signal, async (end) => {
        const range = { from: 0, to: media.length, suffix: false };
        const { dataKey } = await this.source.unlock(media, licence);
        const content = await this.source.open(media, licence, dataKey, { range, signal: end });
        await content.sendTo(sink).finally(() => (bytes = content.sent));
      });
      sink.end();
    } finally {
      await this.vault.transaction(system, (tx) => this.views.endRange(tx, id, bytes));
    }
  }
}
