import { Inject, Injectable } from '@nestjs/common';
import { type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { PERSONAL_PARTS, type PersonalParts } from '../personal-parts';
import { EntryDamaged } from './audit-log.service';
import { type EntryView, type PersonalView, readEntry, toEntryView } from './entry-view';
import { listByNumber } from './log.repository';
import { personalState } from './personal-state';

/**
 * The log by number, for what follows it as a whole: whoever hands entries on records that under a type of their own.
 * Throws `EntryDamaged` where an entry is not what was sealed.
 */
@Injectable()
export class LogFeed {
  constructor(
    private readonly vault: VaultDatabase,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
  ) {}

  /** Entries from a number on, and how many there are in all. Actor parts are opened only where that is asked for. */
  async read(
    context: RequestContext,
    { from, limit, personal }: { from: number; limit: number; personal: boolean },
  ): Promise<{ entries: EntryView[]; size: number }> {
    const { rows, size } = await this.vault.read(context, (tx) => listByNumber(tx, from, limit));
    const entries = await Promise.all(
      rows.map(async (row) => {
        const leaf = readEntry(row);
        if (leaf === null) throw new EntryDamaged();
        const stored = row.parts.find(({ part }) => part === 'actor');
        const state = await personalState(leaf.event.pa, stored, personal ? this.parts : null);
        const actor: PersonalView | null = state?.state === 'present' ? state : null;
        return toEntryView(row, leaf, { personal: { actor, subject: null } });
      }),
    );
    return { entries, size };
  }
}
