import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { SubjectEnd } from '../../../records/subjects';
import { type DestructibleItem, MediaDestruction } from '../../../records/media';
import { KeyEnds, Keys } from '../../../trust/keys';
import type { EndedBefore, Move } from './ended-before';

const system = systemContext('restore');
const pageSize = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** What the keystore remembers as ended, while rows of an older main database say that it lives. */
@Injectable()
export class RememberedEnds {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly subjects: SubjectEnd,
    private readonly ends: KeyEnds,
    private readonly media: MediaDestruction,
    private readonly keys: Keys,
  ) {}

  /** `living` are the items that have not ended by their rows, in pages. */
  async *list(
    living: AsyncIterable<readonly { readonly id: Id; readonly dataKeyId: Id }[]>,
  ): AsyncGenerator<EndedBefore> {
    for await (const subjects of this.#subjects())
      for (const subject of await this.ends.listEndedSubjects(subjects))
        yield { plan: null, subject, media: [], moved: await this.#movedFrom(subject) };
    const media: Id[] = [];
    for await (const page of living) {
      const ended = await this.ends.listEnded(page.map(({ dataKeyId }) => dataKeyId));
      media.push(...page.filter(({ dataKeyId }) => ended.has(dataKeyId)).map(({ id }) => id));
    }
    if (media.length > 0) yield { plan: null, subject: null, media, moved: [] };
  }

  /** Their items whose keys hang below somebody else's: they had become that person's before the end. */
  async #movedFrom(subject: Id): Promise<Move[]> {
    const moves: Move[] = [];
    for (let after: Id | null = null; ;) {
      const { family, items } = await this.vault.read(system, async (tx) => {
        const members = await this.subjects.family(tx, subject);
        const ids = await this.media.pageOfSubjects(tx, members, { after, limit: pageSize });
        return { family: new Set(members), items: await this.media.list(tx, ids) };
      });
      const last: DestructibleItem | undefined = items.at(-1);
      if (last === undefined) return moves;
      const holderOf = await this.keys.listHolders(items.map(({ dataKeyId }) => dataKeyId));
      for (const { id: media, dataKeyId } of items) {
        const holder = holderOf.get(dataKeyId);
        if (holder !== undefined && !family.has(holder)) moves.push({ media, subject: holder });
      }
      after = last.id;
    }
  }

  async *#subjects(): AsyncGenerator<readonly Id[]> {
    for (let after: Id = beforeAll; ;) {
      const page = await this.vault.read(system, (tx) => this.subjects.page(tx, after, pageSize));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last;
    }
  }
}
