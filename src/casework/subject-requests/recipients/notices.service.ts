import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { RequestEntries } from '../register/request-entries';
import { NoticeNotFound, RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../register/request.repository';
import { canTurnNotice, type Notice, type NoticeState } from './notice';
import { NoticeRepository } from './notice.repository';

const remindDays = 14;

/**
 * Recipients are told what became of items that they got (GDPR Art 19). Carrying a plan out opens the notices; sending them is
 * work of people, who say here what they did and what came back.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly requests: RequestRepository,
    private readonly repository: NoticeRepository,
    private readonly entries: RequestEntries,
  ) {}

  async listOf(context: RequestContext, request: Id): Promise<Notice[]> {
    return this.entries.recordingRefusal(context, request, () =>
      this.vault.transaction(context, async (tx) => {
        const found = await this.requests.find(tx, request);
        if (found === null) throw new RequestNotFound();
        const { subject } = found;
        await this.entries.record(tx, context, 'request.notice.listed', { request, subject, action: 'read' });
        return this.repository.listOf(tx, request);
      }),
    );
  }

  /** Everything that has not ended, by when somebody has to act. */
  async waiting(context: RequestContext, limit: number): Promise<Notice[]> {
    return this.vault.transaction(context, async (tx) => {
      await this.entries.record(tx, context, 'request.notice.listed', { action: 'read' });
      return this.repository.listWaiting(tx, limit);
    });
  }

  /** Told, told again, acknowledged, or not to be reached. */
  async turn(context: RequestContext, request: Id, recipient: Id, to: NoticeState): Promise<void> {
    await this.entries.recordingRefusal(context, request, () =>
      this.vault.transaction(context, async (tx) => {
        const state = await this.repository.lockNotice(tx, request, recipient);
        if (state === null) throw new NoticeNotFound();
        if (!canTurnNotice(state, to)) throw new WrongState();
        await this.repository.turn(tx, { request, recipient, to, remindDays });
        await this.entries.record(tx, context, 'request.notice.changed', { request, reason: to });
      }),
    );
  }
}
