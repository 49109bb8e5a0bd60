import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import type { AuditType } from '../../trust/audit';
import { type Breach, type BreachFile, type BreachState, canTurn } from './breach';
import { BreachClocks } from './breach-clocks';
import { BreachEntries } from './breach-entries';
import {
  BreachNotFound,
  LateWithoutReason,
  NoticeNotFound,
  NoticesOpen,
  NoticeSettled,
  TimesInvalid,
  WrongState,
} from './breach.errors';
import { BreachFiles } from './breach-files';
import { assertTimes } from './breach-register.service';
import { BreachRepository, type KeptNotice } from './breach.repository';
import { isLate, isNotified, nextDue } from './duties';

/** What was found out. It takes the place of what was known before. */
export interface Assessment extends Pick<
  Breach,
  'kinds' | 'jurisdictions' | 'sectorLaws' | 'occurredFrom' | 'occurredTo'
> {
  readonly risk: NonNullable<Breach['risk']>;
  readonly unintelligible: boolean;
  readonly file: BreachFile;
}

/** A notice that somebody gave, outside the vault. */
export interface GivenNotice {
  readonly code: string;
  readonly text: string;
  readonly reference: string | null;
  readonly lateReason: string | null;
  /** When it was given; now where it is left out. */
  readonly givenAt?: Date;
}

interface Held {
  readonly breach: Breach;
  readonly notices: readonly KeptNotice[];
  readonly now: Date;
}

interface Step {
  readonly type: AuditType;
  readonly notice?: string;
  /** Where it leads; null where the state stays. */
  readonly to: BreachState | null;
  readonly take: (tx: Transaction, held: Held) => Promise<string | undefined>;
}

/** What happens to a breach after it was recorded. Each step, and each refused one, is an entry. */
@Injectable()
export class BreachSteps {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: BreachRepository,
    private readonly files: BreachFiles,
    private readonly clocks: BreachClocks,
    private readonly entries: BreachEntries,
  ) {}

  /** Judges it, again whenever more is known. What the law then asks for starts its clock. */
  async assess(context: RequestContext, id: Id, { file, ...found }: Assessment): Promise<void> {
    const sealed = await this.#sealing(context, id, () => this.files.seal(id, file));
    await this.#step(context, id, {
      type: 'breach.assessed',
      to: 'assessed',
      take: async (tx, { breach, now }) => {
        this.clocks.assertListed(found.jurisdictions);
        assertTimes({ ...breach, ...found }, now);
        const assessed = { ...found, assessedAt: now, assessedBy: context.actor.id, file: sealed };
        await this.repository.turn(tx, id, { state: 'assessed', ...assessed });
        const bound = { ...breach, ...found };
        await this.repository.addNotices(tx, id, [
          ...this.clocks.start('awareness', bound, breach.awareAt),
          ...this.clocks.start('classification', bound, now),
          ...(found.risk === 'high' ? this.clocks.start('high_risk_found', bound, now) : []),
        ]);
        return found.risk;
      },
    });
  }

  /** Says that a notice was given, with the text, so that a copy of it is kept. */
  async give(context: RequestContext, id: Id, given: GivenNotice): Promise<void> {
    const { code, text, lateReason, reference } = given;
    const file = await this.#sealing(context, id, () => this.files.sealNotice(id, code, { text, lateReason }));
    await this.#step(context, id, {
      type: 'breach.notified',
      notice: code,
      to: null,
      take: async (tx, held) => {
        const { breach, now } = held;
        const notice = openNotice(held, code);
        const at = given.givenAt === undefined || given.givenAt > now ? now : given.givenAt;
        if (at < breach.awareAt) throw new TimesInvalid();
        const late = isLate(notice, at);
        if (late && (lateReason ?? '').trim() === '') throw new LateWithoutReason();
        await this.repository.giveNotice(tx, id, { code, at, by: context.actor.id, reference, late, file });
        const notices = (await this.repository.listNotices(tx, [id])).get(id) ?? [];
        if (isNotified(notice.regime, notices)) {
          const following = this.clocks.start('notification', breach, at);
          await this.repository.addNotices(
            tx,
            id,
            following.filter(({ regime }) => regime === notice.regime),
          );
        }
        return late ? 'late' : 'in_time';
      },
    });
  }

  /** It is over: every notice was given or waived, and what was learned is written down. */
  async close(context: RequestContext, id: Id, lessons: string): Promise<void> {
    const sealed = await this.#sealing(context, id, () => this.files.sealLessons(id, lessons));
    await this.#step(context, id, {
      type: 'breach.closed',
      to: 'closed',
      take: async (tx, { notices, now }) => {
        if (notices.some(({ state }) => state === 'open')) throw new NoticesOpen();
        const closing = { closedAt: now, closedBy: context.actor.id, lessons: sealed };
        await this.repository.turn(tx, id, { state: 'closed', ...closing });
        return undefined;
      },
    });
  }

  /** Seals before the transaction: the keystore is another database. */
  async #sealing(context: RequestContext, id: Id, seal: () => Promise<Buffer>): Promise<Buffer> {
    return this.entries.recordingRefusal(context, { breach: id }, async () => {
      const known = await this.vault.read(context, (tx) => this.repository.find(tx, id));
      if (known === null) throw new BreachNotFound();
      return seal();
    });
  }

  async #step(context: RequestContext, id: Id, { type, notice, to, take }: Step): Promise<void> {
    await this.entries.recordingRefusal(context, { breach: id, notice }, () =>
      this.vault.transaction(context, async (tx) => {
        const breach = await this.repository.lock(tx, id);
        if (breach === null) throw new BreachNotFound();
        if (to === null ? breach.state === 'closed' : !canTurn(breach.state, to)) throw new WrongState();
        const before = (await this.repository.listNotices(tx, [id])).get(id) ?? [];
        const reason = await take(tx, { breach, notices: before, now: await tx.now() });
        const notices = (await this.repository.listNotices(tx, [id])).get(id) ?? [];
        await this.repository.saveDue(tx, id, nextDue(notices));
        await this.entries.record(tx, context, type, { breach: id, notice, reason });
      }),
    );
  }
}

/** A notice that is still to be given. */
export function openNotice({ notices }: Pick<Held, 'notices'>, code: string): KeptNotice {
  const notice = notices.find((each) => each.code === code);
  if (notice === undefined) throw new NoticeNotFound();
  if (notice.state !== 'open') throw new NoticeSettled();
  return notice;
}
