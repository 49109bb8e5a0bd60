import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../platform/http';
import type { Breach, BreachFile } from './breach';
import { BreachClocks } from './breach-clocks';
import { BreachEntries } from './breach-entries';
import { BreachNotFound, NoticeNotFound, TimesInvalid } from './breach.errors';
import { BreachFiles, type NoticeFile } from './breach-files';
import { type BreachFilter, BreachRepository, type KeptNotice } from './breach.repository';
import { nextDue } from './duties';

/** A breach as somebody records it. */
export interface BreachReport extends Pick<
  Breach,
  'capacity' | 'kinds' | 'jurisdictions' | 'sectorLaws' | 'occurredFrom' | 'occurredTo'
> {
  /** When the organisation knew; now where it is left out. */
  readonly awareAt?: Date;
  readonly file: BreachFile;
}

export interface BreachView extends Breach {
  readonly notices: readonly KeptNotice[];
}

export interface WholeBreach extends BreachView {
  readonly file: BreachFile | null;
  readonly lessons: string | null;
}

/** The register of breaches (GDPR Art 33(5)): recording them, and seeing them. */
@Injectable()
export class BreachRegister {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: BreachRepository,
    private readonly files: BreachFiles,
    private readonly clocks: BreachClocks,
    private readonly entries: BreachEntries,
    private readonly cursors: Cursors,
  ) {}

  /** Records a breach: the clocks that awareness starts run from when it was known, whenever it is recorded. */
  async record(context: RequestContext, report: BreachReport): Promise<BreachView> {
    const id = newId();
    return this.entries.recordingRefusal(context, { action: 'create' }, async () => {
      this.clocks.assertListed(report.jurisdictions);
      const { file, awareAt, ...facts } = report;
      const sealed = await this.files.open(id, file);
      return this.vault.transaction(context, async (tx) => {
        const now = await tx.now();
        const breach = { ...facts, id, awareAt: awareAt ?? now, recordedBy: context.actor.id };
        assertTimes(breach, now);
        const notices = this.clocks.start('awareness', breach, breach.awareAt);
        await this.repository.add(tx, { ...breach, dueAt: nextDue(notices) }, sealed);
        await this.repository.addNotices(tx, id, notices);
        await this.entries.record(tx, context, 'breach.recorded', { breach: id, action: 'create' });
        return this.view(tx, id);
      });
    });
  }

  async list(
    context: RequestContext,
    { cursor, limit, ...filter }: BreachFilter & { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<BreachView>> {
    const name = `breaches ${JSON.stringify(filter)}`;
    const after = cursor === undefined ? null : this.#position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, filter, { limit: limit + 1, after });
      const ids = rows.map(({ breach }) => breach.id);
      const notices = await this.repository.listNotices(tx, ids);
      await this.entries.record(tx, context, 'breach.listed', { action: 'read' });
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ dueText, breach }) => [dueText, breach.id],
        ({ breach }) => ({ ...breach, notices: notices.get(breach.id) ?? [] }),
      );
    });
  }

  /** One breach with its file. */
  async get(context: RequestContext, id: Id): Promise<WholeBreach> {
    const { view, texts } = await this.entries.recordingRefusal(context, { breach: id, action: 'read' }, () =>
      this.vault.transaction(context, async (tx) => {
        const found = { view: await this.view(tx, id), texts: await this.repository.findTexts(tx, id) };
        await this.entries.record(tx, context, 'breach.shown', { breach: id, action: 'read' });
        return found;
      }),
    );
    if (texts === null) throw new BreachNotFound();
    return { ...view, ...(await this.files.read(id, texts)) };
  }

  /** What was told, and when it was late, why. */
  async getNotice(context: RequestContext, id: Id, code: string): Promise<NoticeFile> {
    const about = { breach: id, notice: code, action: 'read' } as const;
    return this.entries.recordingRefusal(context, about, async () => {
      const sealed = await this.vault.transaction(context, async (tx) => {
        await this.entries.record(tx, context, 'breach.shown', about);
        return this.repository.findNoticeFile(tx, id, code);
      });
      const file = sealed === null ? null : await this.files.readNotice(id, code, sealed);
      if (file === null) throw new NoticeNotFound();
      return file;
    });
  }

  /** The breach with its notices, for a step's answer. */
  async view(tx: Transaction, id: Id): Promise<BreachView> {
    const breach = await this.repository.find(tx, id);
    if (breach === null) throw new BreachNotFound();
    return { ...breach, notices: (await this.repository.listNotices(tx, [id])).get(id) ?? [] };
  }

  #position(name: string, cursor: string): [string, Id] {
    const [due, id] = this.cursors.decode(name, cursor);
    if (typeof due !== 'string' || typeof id !== 'string') throw new InvalidCursor();
    return [due, id];
  }
}

/** Refuses what cannot have been: known before it occurred, or told from the future. */
export function assertTimes(
  { occurredFrom, occurredTo, awareAt }: Pick<Breach, 'occurredFrom' | 'occurredTo' | 'awareAt'>,
  now: Date,
): void {
  const begins = occurredFrom ?? occurredTo ?? awareAt;
  if (awareAt > now || begins > awareAt) throw new TimesInvalid();
  if (occurredTo !== null && (occurredTo < begins || occurredTo > now)) throw new TimesInvalid();
}
