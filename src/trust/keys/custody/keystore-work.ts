import { Injectable } from '@nestjs/common';
import { type Actor, systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { guarded } from '../keys.errors';

/** All work with keys of this process: its failures are `KeysUnavailable`, and one can wait for what is under way. */
@Injectable()
export class KeystoreWork {
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly database: KeystoreDatabase) {}

  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#noted(guarded(() => this.database.read({ actor: systemActor }, work)));
  }

  async change<T>(work: (tx: Transaction) => Promise<T>, actor: Actor = systemActor): Promise<T> {
    return this.#noted(guarded(() => this.database.transaction({ actor }, work)));
  }

  /** Waits for everything that has begun by now: it may have seen rows that are gone since. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #noted<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    return work.finally(() => this.#running.delete(work));
  }
}
