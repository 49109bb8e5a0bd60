import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';

/** What a row remembers of an object that it needs in the store. */
export interface KeptObject {
  readonly what: 'media' | 'artefact';
  readonly id: Id;
  readonly objectId: Id;
  readonly key: string;
  readonly versionId: string | null;
  readonly size: number;
  /** Of the sealed object, hex. */
  readonly sha256: string;
  readonly dataKeyId: Id;
  /** Whether personal columns are sealed under a payload key of the row's own. */
  readonly hasPayloadKey: boolean;
  readonly since: Date;
}

/** The next rows in the order of their object ids, which is the order of the store's keys. */
export type ListKept = (after: Id, limit: number) => Promise<readonly KeptObject[]>;

const pageSize = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** All objects that rows need, whoever keeps the rows. */
@Injectable()
export class KeptObjects {
  readonly #lists: ListKept[] = [];

  /** A module says what its rows need; each does so when it is made. */
  keep(list: ListKept): void {
    this.#lists.push(list);
  }

  /** In pages, in the order of the object ids, in constant memory. */
  async *pages(): AsyncGenerator<readonly KeptObject[]> {
    for (let after: Id = beforeAll; ;) {
      const found = (await Promise.all(this.#lists.map((list) => list(after, pageSize)))).flat();
      const page = found.sort((a, b) => (a.objectId < b.objectId ? -1 : 1)).slice(0, pageSize);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.objectId;
    }
  }

  async *all(): AsyncGenerator<KeptObject> {
    for await (const page of this.pages()) yield* page;
  }
}
