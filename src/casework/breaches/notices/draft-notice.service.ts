import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { BreachClocks } from '../breach-clocks';
import { BreachEntries } from '../breach-entries';
import { NoticeNotFound } from '../breach.errors';
import { BreachRegister } from '../breach-register.service';
import { ReachRepository } from '../reach/reach.repository';
import { authorityNotice, type Draft } from './authority-notice';
import { factsOf } from './facts';
import { personNotice, type NoticeLanguage } from './person-notice';

/** Drafts notices from what the register knows. Sending them is an act of people; the text that was sent is kept. */
@Injectable()
export class DraftNotice {
  constructor(
    private readonly register: BreachRegister,
    private readonly entries: BreachEntries,
    private readonly vault: VaultDatabase,
    private readonly reaches: ReachRepository,
    private readonly clocks: BreachClocks,
  ) {}

  async draft(
    context: RequestContext,
    id: Id,
    { code, language, contact }: { readonly code: string; readonly language: NoticeLanguage; readonly contact: string },
  ): Promise<Draft> {
    const { file, notices, ...breach } = await this.register.get(context, id);
    return this.entries.recordingRefusal(context, { breach: id, notice: code, action: 'read' }, async () => {
      const notice = notices.find((each) => each.code === code);
      if (notice === undefined || file === null) throw new NoticeNotFound();
      const places = this.clocks.placesOf(notice.regime);
      const reached = await this.vault.read(context, (tx) => this.reaches.findNumbers(tx, id, places));
      const personsToldAt = notices.find(({ duty }) => duty === 'notify_persons')?.givenAt ?? null;
      const facts = factsOf({ breach, file, reached, personsToldAt, contact });
      const drafted =
        notice.duty === 'notify_persons' ? personNotice(language, id, facts) : authorityNotice(code, id, facts);
      if (drafted === null) throw new NoticeNotFound();
      return drafted;
    });
  }
}
