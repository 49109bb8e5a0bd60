import type { Id } from '../../../kernel';
import { type ListedObject, StoreUnavailable } from '../../../platform/objects';
import type { NamedObject } from '../../../trust/audit';
import type { KeptObject } from './kept-objects';
import { objectIn } from './object-findings';
import type { ObjectFacts } from './structure-findings';

/** A list in the order of object ids, looked at one ahead. */
class Ahead<T> {
  #next: T | undefined;

  private constructor(
    private readonly source: AsyncIterator<T>,
    private readonly idOf: (value: T) => Id,
  ) {}

  static async over<T>(source: AsyncIterable<T>, idOf: (value: T) => Id): Promise<Ahead<T>> {
    const ahead = new Ahead(source[Symbol.asyncIterator](), idOf);
    await ahead.#step();
    return ahead;
  }

  get id(): Id | null {
    return this.#next === undefined ? null : this.idOf(this.#next);
  }

  /** Everything of this id, from here on. */
  async take(id: Id): Promise<T[]> {
    const taken: T[] = [];
    while (this.#next !== undefined && this.idOf(this.#next) === id) {
      taken.push(this.#next);
      await this.#step();
    }
    return taken;
  }

  async #step(): Promise<void> {
    const before = this.id;
    const next = await this.source.next();
    this.#next = next.done === true ? undefined : next.value;
    if (before !== null && this.id !== null && this.id < before) throw new StoreUnavailable('unordered_list');
  }
}

interface Lists {
  readonly kept: AsyncIterable<KeptObject>;
  readonly listed: AsyncIterable<ListedObject>;
  readonly named: AsyncIterable<NamedObject>;
}

/** Three lists in one order, walked side by side: what is known of each object, in memory for one object. */
export async function* byObject(lists: Lists): AsyncGenerator<ObjectFacts> {
  const kept = await Ahead.over(lists.kept, ({ objectId }) => objectId);
  const listed = await Ahead.over(lists.listed, ({ key }) => objectIn(key) ?? key);
  const named = await Ahead.over(lists.named, ({ object }) => object);
  for (;;) {
    const ids = [kept.id, listed.id, named.id].filter((id) => id !== null);
    if (ids.length === 0) return;
    const object = ids.reduce((least, id) => (id < least ? id : least));
    const [row = null] = await kept.take(object);
    const versions = await listed.take(object);
    const [entry = null] = await named.take(object);
    yield { object, kept: row, versions, entry };
  }
}
