import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { KeyRing } from '../custody/key-ring';
import { guarded, KeysUnavailable } from '../keys.errors';
import type { SubjectKeyRow } from '../keystore.repository';
import { EpochRepository } from './epoch.repository';

const system = { actor: systemActor };
const pageSize = 2000;
/** While one page is on its way to the database, another is wrapped. */
const lanes = 3;
const maxRounds = 600;
const pauseMillis = 100;

/**
 * Puts every live subject and month key under the newest epoch key: an UPDATE of rows that exist, a page at a time, each in
 * a transaction of its own. It has no position: what is still under an older epoch is what is left to do, after a crash and for
 * any number of processes at once (a page skips rows that others hold). No object and no data key is touched.
 */
@Injectable()
export class EpochRewrap {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly epochs: EpochRepository,
    private readonly ring: KeyRing,
  ) {}

  /** Returns how many it re-wrapped, once the count says that none is left. */
  async rewrapAll(epoch: number): Promise<number> {
    let done = 0;
    for (let round = 0; round < maxRounds; round += 1) {
      const pages = new Pages(this.epochs, epoch);
      const counts = await Promise.all(Array.from({ length: lanes }, () => this.#rewrapSubjects(epoch, pages)));
      done += counts.reduce((sum, count) => sum + count, await this.#change((tx) => this.#rewrapMonths(tx, epoch)));
      const left = await guarded(() => this.database.read(system, (tx) => this.epochs.countOlder(tx, epoch)));
      if (left === 0) return done;
      // Somebody holds what is left: an upload, an erasure, another process.
      await delay(pauseMillis);
    }
    throw new KeysUnavailable('keystore');
  }

  async #rewrapSubjects(epoch: number, pages: Pages): Promise<number> {
    let done = 0;
    for (;;) {
      const count = await this.#change((tx) => this.#rewrapPage(tx, epoch, pages));
      if (count === 0) return done;
      done += count;
    }
  }

  async #rewrapPage(tx: Transaction, epoch: number, pages: Pages): Promise<number> {
    const page = await pages.next(tx);
    if (page.length === 0) return 0;
    const rows = await this.ring.rewrapSubjects(tx, page, epoch);
    const changed = await this.epochs.rewrapSubjects(tx, rows);
    if (changed !== page.length) throw new KeysUnavailable('keystore');
    return changed;
  }

  async #rewrapMonths(tx: Transaction, epoch: number): Promise<number> {
    const rows = await this.epochs.listOldMonths(tx, epoch);
    for (const row of rows) await this.epochs.rewrapMonth(tx, await this.ring.rewrapMonth(tx, row, epoch));
    return rows.length;
  }

  async #change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() => this.database.transaction(system, work));
  }
}

/** Hands out one page after the other, so that no lane reads over what another has taken or has left behind. */
class Pages {
  #after: Pick<SubjectKeyRow, 'epoch' | 'subjectId'> = { epoch: 0, subjectId: '00000000-0000-0000-0000-000000000000' };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly epochs: EpochRepository,
    private readonly epoch: number,
  ) {}

  async next(tx: Transaction): Promise<SubjectKeyRow[]> {
    const page = this.#turn.then(() => this.#read(tx));
    this.#turn = page.catch(() => undefined);
    return page;
  }

  async #read(tx: Transaction): Promise<SubjectKeyRow[]> {
    const page = await this.epochs.pageOldSubjects(tx, this.epoch, this.#after, pageSize);
    this.#after = page.at(-1) ?? this.#after;
    return page;
  }
}
