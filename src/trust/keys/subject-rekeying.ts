import { Injectable } from '@nestjs/common';
import { type Actor, type Id, idBytes } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { Audit } from '../audit';
import { KeyRing } from './custody/key-ring';
import { KeystoreWork } from './custody/keystore-work';
import { KeysUnavailable } from './keys.errors';
import {
  type HeldKeyRow,
  KeystoreRepository,
  type OwnedKind,
  ownedKeys,
  type SubjectKeyRow,
} from './keystore.repository';
import type { WrappingKey } from './format/wrapped-key';

/** What ends with a re-keying: data keys by their ids, payload keys by their owners (media items). */
export interface Ending {
  readonly dataKeys: readonly Id[];
  readonly payloadOwners: readonly Id[];
}

const pageSize = 1000;

/**
 * Makes the end of some of a subject's keys final. A deleted row may live on in a copy of the keystore; it opens
 * nothing any more once the subject key above it is gone too. All of it is one transaction: seen from outside, and after
 * any crash, either everything has happened or nothing.
 */
@Injectable()
export class SubjectRekeying {
  constructor(
    private readonly work: KeystoreWork,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
    private readonly audit: Audit,
  ) {}

  /** A new subject key; what stays is re-wrapped to it; the old subject key goes with all that ends. */
  async rekeySubject(actor: Actor, subjectId: Id, ending: Ending): Promise<void> {
    const old = await this.change(actor, async (tx) => {
      const row = await this.lock(tx, subjectId);
      const from = await this.ring.subjectKey(tx, row);
      await this.keystore.removeOwned(tx, 'data', subjectId, 'id', ending.dataKeys);
      await this.keystore.removeOwned(tx, 'payload', subjectId, 'owner_id', ending.payloadOwners);
      const next = await this.ring.newSubjectKey(tx, subjectId, row.version + 1);
      await this.rewrapAll(tx, { subjectId, key: from }, { subjectId, key: next.key });
      exactly(1, await this.keystore.replaceSubject(tx, row, next.row));
      await this.record(actor, subjectId, 'partial_end');
      return row;
    });
    this.ring.forget(old);
  }

  /** The rows alone, whoever's they are: the first half of an end, which `rekeySubject` makes final. */
  async removeKeys(actor: Actor, { dataKeys, payloadOwners }: Ending): Promise<void> {
    await this.change(actor, async (tx) => {
      await this.keystore.holdSubjectsOf(tx, dataKeys);
      await this.keystore.removeDataKeys(tx, dataKeys);
      await this.keystore.removePayloadKeys(tx, payloadOwners);
    });
  }

  /**
   * Puts some keys under a subject's own, whoever's they were: the key side of an item that becomes another person's. Each opens at
   * every moment, under the one or the other. Doing it again changes nothing; what opens no more is left as it is.
   */
  async placeKeys(actor: Actor, to: Id, { dataKeys, payloadOwners }: Ending): Promise<void> {
    await this.change(actor, async (tx) => {
      await this.keystore.holdForMove(tx, to, { data: dataKeys, payload: payloadOwners });
      await this.place(tx, to, 'data', await this.keystore.listHeld(tx, 'data', { by: 'id', ids: dataKeys }));
      const payload = { by: 'owner', ids: payloadOwners } as const;
      await this.place(tx, to, 'payload', await this.keystore.listHeld(tx, 'payload', payload));
    });
  }

  /** Puts all keys of one subject under another's key, and ends the first subject's key: the key side of a merge. */
  async moveKeys(actor: Actor, from: Id, to: Id): Promise<void> {
    if (from === to) throw new RangeError('A subject cannot be merged into itself.');
    const old = await this.change(actor, async (tx) => {
      const rows = await this.lockBoth(tx, from, to);
      const target = { subjectId: to, key: await this.ring.subjectKey(tx, rows.to) };
      await this.rewrapAll(tx, { subjectId: from, key: await this.ring.subjectKey(tx, rows.from) }, target);
      exactly(1, await this.keystore.removeSubject(tx, rows.from));
      await this.record(actor, from, 'merged');
      return rows.from;
    });
    this.ring.forget(old);
  }

  /**
   * The end of everything below one subject key: with its one row nothing opens any more, however many keys hang below. Their
   * rows follow, a page at a time. Doing it again changes nothing, or carries on where it was broken off.
   */
  async endSubject(actor: Actor, subjectId: Id): Promise<void> {
    await this.endSubjectKey(actor, subjectId);
    for (const kind of Object.keys(ownedKeys) as OwnedKind[]) await this.removeEnded(actor, kind, subjectId);
  }

  /** The first half of it, which is what counts: one row, however many keys hang below it. */
  async endSubjectKey(actor: Actor, subjectId: Id): Promise<void> {
    const old = await this.change(actor, async (tx) => {
      const row = await this.keystore.lockSubject(tx, subjectId, 'UPDATE');
      if (row === undefined) return null;
      exactly(1, await this.keystore.removeSubject(tx, row));
      await this.record(actor, subjectId, 'ended');
      return row;
    });
    if (old !== null) this.ring.forget(old);
  }

  private async removeEnded(actor: Actor, kind: OwnedKind, subjectId: Id): Promise<void> {
    let removed: number;
    do {
      removed = await this.change(actor, (tx) => this.keystore.removeEnded(tx, kind, subjectId, pageSize));
    } while (removed > 0);
  }

  private async place(tx: Transaction, to: Id, kind: OwnedKind, held: readonly HeldKeyRow[]): Promise<void> {
    const elsewhere = held.filter(({ subjectId }) => subjectId !== to);
    if (elsewhere.length === 0) return;
    const key = await this.ring.subjectKey(tx, await this.lock(tx, to, 'SHARE'));
    for (const from of new Map(elsewhere.map(({ subject }) => [subject.id, subject])).values()) {
      const old = await this.ring.subjectKey(tx, from);
      const rows = elsewhere
        .filter(({ subjectId }) => subjectId === from.subjectId)
        .map((row) => this.ring.rewrapOwned(kind, old, { ...key, subjectId: to }, row));
      exactly(rows.length, await this.keystore.rewrapOwned(tx, kind, from.subjectId, rows));
    }
  }

  private async rewrapAll(tx: Transaction, from: Holder, to: Holder): Promise<void> {
    for (const kind of Object.keys(ownedKeys) as OwnedKind[]) {
      await this.rewrapKind(tx, kind, from, to);
      const outside = await this.keystore.countOutside(tx, kind, to.subjectId, idBytes(to.key.id));
      exactly(0, outside);
    }
  }

  private async rewrapKind(tx: Transaction, kind: OwnedKind, from: Holder, to: Holder): Promise<void> {
    let after: Id | null = null;
    for (;;) {
      const page = await this.keystore.pageOwned(tx, kind, from.subjectId, after, pageSize);
      const last = page.at(-1);
      if (last === undefined) return;
      const rows = page.map((row) =>
        this.ring.rewrapOwned(kind, from.key, { ...to.key, subjectId: to.subjectId }, row),
      );
      exactly(page.length, await this.keystore.rewrapOwned(tx, kind, from.subjectId, rows));
      after = last.id;
    }
  }

  /** In the order of their ids, so that two merges of the same pair cannot wait for each other. */
  private async lockBoth(tx: Transaction, from: Id, to: Id): Promise<{ from: SubjectKeyRow; to: SubjectKeyRow }> {
    const first = await this.lock(tx, from < to ? from : to);
    const second = await this.lock(tx, from < to ? to : from);
    return from < to ? { from: first, to: second } : { from: second, to: first };
  }

  private async lock(tx: Transaction, subjectId: Id, mode: 'SHARE' | 'UPDATE' = 'UPDATE'): Promise<SubjectKeyRow> {
    const row = await this.keystore.lockSubject(tx, subjectId, mode);
    if (row === undefined) throw new KeysUnavailable('ended');
    return row;
  }

  /** Queued before the keystore's commit: no subject key ends without an entry. */
  private async record(actor: Actor, subject: Id, reason: string): Promise<void> {
    const role = actor.kind === 'system' ? 'system' : null;
    await this.audit.recordAlone({ type: 'keys.subject.rekeyed', actor, role, subject, decision: 'allow', reason });
  }

  private async change<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.work.change(work, actor);
  }
}

interface Holder {
  readonly subjectId: Id;
  readonly key: WrappingKey;
}

/** A count that is not what it must be undoes the whole transaction. */
function exactly(expected: number, count: number): void {
  if (count !== expected) throw new KeysUnavailable('keystore');
}
