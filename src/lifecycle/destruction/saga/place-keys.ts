import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { DestructibleItem } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { Keys } from '../../../trust/keys';

const system = systemContext('destruction');

/**
 * Puts items' keys under the key of whoever has them now, merged or not. It asks whose they are at this moment and not which plan said
 * so: whoever does it first does it for all, and afterwards it changes nothing.
 */
@Injectable()
export class PlaceKeys {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly subjects: SubjectEnd,
    private readonly keys: Keys,
  ) {}

  async place(items: readonly DestructibleItem[]): Promise<void> {
    for (const [person, theirs] of await this.#byPerson(items))
      await this.keys.placeKeys(systemActor, person, {
        dataKeys: theirs.map(({ dataKeyId }) => dataKeyId),
        payloadOwners: theirs.map(({ id }) => id),
      });
  }

  async #byPerson(items: readonly DestructibleItem[]): Promise<ReadonlyMap<Id, readonly DestructibleItem[]>> {
    const found = new Map<Id, DestructibleItem[]>();
    if (items.length === 0) return found;
    const owners = [...new Set(items.map(({ subjectId }) => subjectId))];
    const survivorOf = await this.vault.read(system, (tx) => this.subjects.survivorsOf(tx, owners));
    for (const item of items) {
      const person = survivorOf.get(item.subjectId) ?? item.subjectId;
      const theirs = found.get(person);
      if (theirs === undefined) found.set(person, [item]);
      else theirs.push(item);
    }
    return found;
  }
}
