import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { guarded } from '../keys.errors';
import { type EndFacts, irreversibleAt, type IrreversibleAt } from './irreversible';
import { EndRepository } from './end.repository';

/** When the end of keys is final: no copy of the keystore, however old, opens them any more. */
@Injectable()
export class KeyEnds {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly ends: EndRepository,
  ) {}

  /** Keys of any kind by their ids, as they stood before they were ended. An id that never was a key is refused. */
  async irreversibleAt(keyIds: readonly Id[]): Promise<IrreversibleAt> {
    const ids = [...new Set(keyIds)];
    if (ids.length === 0) throw new RangeError('At least one key has to be named.');
    const facts = await guarded(() =>
      this.database.read({ actor: systemActor }, async (tx): Promise<EndFacts> => ({
        now: await tx.now(),
        asked: ids.length,
        ...(await this.ends.facts(tx, ids)),
      })),
    );
    return irreversibleAt(facts);
  }

  /** Which of these data keys have ended. One that is missing without having ended was lost, and is not among them. */
  async listEnded(dataKeyIds: readonly Id[]): Promise<Set<Id>> {
    return this.#ended((tx) => this.ends.listEnded(tx, dataKeyIds));
  }

  /** Which of these subjects have come to their end as a whole: their keys ended, and nobody was given what they hold. */
  async listEndedSubjects(subjectIds: readonly Id[]): Promise<Set<Id>> {
    return this.#ended((tx) => this.ends.listEndedSubjects(tx, subjectIds));
  }

  async #ended(list: (tx: Transaction) => Promise<readonly Id[]>): Promise<Set<Id>> {
    return new Set(await guarded(() => this.database.read({ actor: systemActor }, list)));
  }
}
