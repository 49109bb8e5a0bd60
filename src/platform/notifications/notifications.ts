import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  type EventBody,
  type Id,
  newOrderedId,
  type RequestContext,
  systemActor,
} from '../../kernel';
import { type Transaction, VaultDatabase } from '../database';
import { Cursors, InvalidCursor } from '../http';
import { JobRegistry } from '../jobs';
import { addNotification, countUnread, listNotifications, markRead, systemForgetOld } from './notification.repository';

/** News for one person: what happened, as ids, codes and counts. What it is about is read where it is kept, under its own rules. */
export interface News {
  readonly person: Id;
  /** `search.matched`: the console has words for it. */
  readonly kind: string;
  readonly body: EventBody;
}

export interface Notification {
  readonly id: Id;
  readonly kind: string;
  readonly body: EventBody;
  readonly writtenAt: Date;
  readonly readAt: Date | null;
}

const list = 'notifications';
const system = { actor: systemActor };

/** What people are told inside the product. Row security shows each person their own alone. */
@Injectable()
export class Notifications implements OnModuleInit {
  constructor(
    private readonly database: VaultDatabase,
    private readonly cursors: Cursors,
    private readonly jobs: JobRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const run = () => this.database.transaction(system, systemForgetOld);
    this.jobs.register({ name: 'notifications.forget', everySeconds: 86_400, run });
  }

  /** Leaves news in the caller's transaction. */
  async add(tx: Transaction, news: News): Promise<void> {
    await addNotification(tx, { id: newOrderedId(this.clock.now().getTime()), ...news });
  }

  /** The caller's own, newest first. */
  async list(
    context: RequestContext,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: Notification[]; next: string | null; unread: number }> {
    const before = page.cursor === undefined ? null : this.position(page.cursor);
    return this.database.read(context, async (tx) => {
      const rows = await listNotifications(tx, context.actor.id, { before, limit: page.limit + 1 });
      const found = this.cursors.page(
        list,
        rows,
        page.limit,
        ({ id }) => [id],
        (row) => row,
      );
      return { ...found, unread: await countUnread(tx, context.actor.id) };
    });
  }

  /** Marks some of the caller's own as read; others' ids change nothing. */
  async markRead(context: RequestContext, ids: readonly Id[]): Promise<void> {
    await this.database.transaction(context, (tx) => markRead(tx, context.actor.id, ids));
  }

  private position(cursor: string): Id {
    const [id] = this.cursors.decode(list, cursor);
    if (typeof id !== 'string') throw new InvalidCursor();
    return id;
  }
}
