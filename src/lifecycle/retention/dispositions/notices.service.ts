import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { Notifications } from '../../../platform/notifications';
import { Rules } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { People } from '../../../trust/identity';
import { NoticeInFuture } from '../retention.errors';
import { type NoticeDue, NoticeRepository } from './notice.repository';

const dayMillis = 86_400_000;
/** So many days before a notice is due, and so long after an intake without a class, people are asked (regulation D6, P26). */
const [askDays, classifyHours] = [7, 72];

/**
 * Ends that somebody has to be told of first. The vault says whom it is about and when, people or channels tell them, and what
 * was told is noted here: without it no disposition destroys the item.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: NoticeRepository,
    private readonly people: People,
    private readonly notifications: Notifications,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  /** Items whose notice is due within so many days, the first first. */
  async listDue(
    context: RequestContext,
    { days, cursor, limit }: { days: number; cursor?: string; limit: number },
  ): Promise<Page<NoticeDue>> {
    const name = `notices within ${days} days`;
    const after = cursor === undefined ? undefined : this.#position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const before = new Date((await tx.now()).getTime() + days * dayMillis);
      const rows = await this.repository.listDue(tx, { before, after, limit: limit + 1 });
      const { actor, origin } = context;
      const role = this.rules.role(actor, 'read', 'Retention');
      await this.audit.record(tx, { type: 'disposition.listed', actor, origin, role, decision: 'allow' });
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ noticeByText, media }) => [noticeByText, media],
        (row) => row,
      );
    });
  }

  /** Notes that people were told of the present ends of these items; answers how many. */
  async note(context: RequestContext, media: readonly Id[], givenAt: Date): Promise<number> {
    const { actor, origin } = context;
    return this.vault.transaction(context, async (tx) => {
      if (givenAt > (await tx.now())) throw new NoticeInFuture();
      const announced = await this.repository.add(tx, { media, givenAt, by: actor.id });
      const role = this.rules.role(actor, 'manage', 'Retention');
      for (const { media: item, subject, class: documentClass } of announced)
        await this.audit.record(tx, {
          ...{ type: 'disposition.announced', actor, origin, role, subject, decision: 'allow' },
          object: { media: item, class: documentClass },
        });
      return announced.length;
    });
  }

  /** After a run: what somebody has to do before the next ones can end what they should. */
  async systemAsk(tx: Transaction): Promise<void> {
    const before = new Date((await tx.now()).getTime() + askDays * dayMillis);
    const notices = await this.repository.systemCountDue(tx, before);
    const unclassified = await this.repository.systemCountUnclassified(tx, classifyHours);
    if (notices > 0) await this.#tell(tx, 'dpo', 'disposition.notice_due', notices);
    if (unclassified > 0) await this.#tell(tx, 'records_manager', 'disposition.unclassified', unclassified);
  }

  async #tell(tx: Transaction, role: 'dpo' | 'records_manager', kind: string, count: number): Promise<void> {
    for (const person of await this.people.systemHolders(tx, role))
      await this.notifications.add(tx, { person, kind, body: { count } });
  }

  #position(name: string, cursor: string): { at: string; media: Id } {
    const [at, media] = this.cursors.decode(name, cursor);
    if (typeof at !== 'string' || !isId(media)) throw new InvalidCursor();
    return { at, media };
  }
}
