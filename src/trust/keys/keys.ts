import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor, Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { Installation } from '../../platform/settings';
import { KeyRing } from './custody/key-ring';
import { KeystoreWork } from './custody/keystore-work';
import { KeysUnavailable } from './keys.errors';
import { KeystoreRepository } from './keystore.repository';
import { LookupHash } from './custody/lookup-hash';
import { type ColumnPlace, openColumn, sealColumn } from './format/sealed-column';
import { type Ending, SubjectRekeying } from './subject-rekeying';
import type { WrappingKey } from './format/wrapped-key';

/** A sealed value of the main database and where it stands. */
export interface SealedValue {
  readonly ownerId: Id;
  readonly column: string;
  /** Null where it was removed. */
  readonly sealed: Buffer | null;
}

/**
 * The keys of subjects, objects and personal columns. A new key's row is committed to the keystore before the caller
 * writes its own row: a crash in between leaves a key without an owner, which the sweep removes, never an owner
 * without a key. Every failure is `KeysUnavailable`.
 */
@Injectable()
export class Keys {
  constructor(
    private readonly work: KeystoreWork,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
    private readonly installation: Installation,
    private readonly lookups: LookupHash,
    private readonly rekeying: SubjectRekeying,
  ) {}

  /** Gives a subject its key, and the payload key of its own personal columns. Doing it again changes nothing. */
  async createSubjectKey(subjectId: Id): Promise<void> {
    await this.work.change(async (tx) => {
      const { row } = await this.ring.newSubjectKey(tx, subjectId, 1);
      await this.keystore.addSubject(tx, row);
      await this.addPayloadKey(tx, { subjectId, ownerId: subjectId });
    });
  }

  /** A fresh key for one write of one object, below its subject's key. */
  async createDataKey(place: { subjectId: Id; objectId: Id; mediaId: Id }): Promise<{ dataKeyId: Id; key: KeyObject }> {
    return this.work.change(async (tx) => {
      const under = await this.holdSubject(tx, place.subjectId);
      const { row, key } = this.ring.newOwnedKey('data', under, {
        ownerId: place.objectId,
        subjectId: place.subjectId,
      });
      // Another key of the same object would let two contents claim one name.
      if (!(await this.keystore.addDataKey(tx, row, place.mediaId))) throw new KeysUnavailable('refused');
      return { dataKeyId: row.id, key };
    });
  }

  /** The key of an object. The object id is the caller's own: a row that belongs to another object does not open. */
  async openDataKey(dataKeyId: Id, { objectId }: { objectId: Id }): Promise<KeyObject> {
    return this.work.read(async (tx) => {
      const [held] = await this.keystore.listHeld(tx, 'data', { by: 'id', ids: [dataKeyId] });
      const row = found(held);
      return this.ring.openOwned('data', await this.ring.subjectKey(tx, row.subject), row, objectId);
    });
  }

  /** Gives a media item the key of its personal columns. Doing it again changes nothing. */
  async createPayloadKey(place: { subjectId: Id; ownerId: Id }): Promise<void> {
    await this.work.change((tx) => this.addPayloadKey(tx, place));
  }

  /** Seals a personal value under its owner's payload key. The owner is a media item or a subject. */
  async sealPersonal(ownerId: Id, column: string, value: string): Promise<Buffer> {
    return this.work.read(async (tx) => {
      const keys = await this.payloadKeys(tx, [ownerId]);
      return sealColumn(found(keys.get(ownerId)), this.place({ ownerId, column }), Buffer.from(value, 'utf8'));
    });
  }

  /** The value again, or null where its key has ended. */
  async openPersonal(ownerId: Id, column: string, sealed: Buffer | null): Promise<string | null> {
    const [value] = await this.openPersonalAll([{ ownerId, column, sealed }]);
    return value ?? null;
  }

  /** As `openPersonal`, for a page of values at once and in their order. */
  async openPersonalAll(values: readonly SealedValue[]): Promise<(string | null)[]> {
    if (values.length === 0) return [];
    return this.work.read(async (tx) => {
      const keys = await this.payloadKeys(tx, [...new Set(values.map((value) => value.ownerId))]);
      return values.map((value) => {
        const key = keys.get(value.ownerId);
        if (key === undefined || value.sealed === null) return null;
        return openColumn(key, this.place(value), value.sealed).toString('utf8');
      });
    });
  }

  /** A keyed hash to find a normalised identifier by; each kind has its own. Not a secret, yet nobody else can compute it. */
  async lookupHash(kind: string, normalised: string): Promise<Buffer> {
    return this.lookups.of(kind, normalised);
  }

  /** Ends some of a subject's keys for good, also against copies of the keystore: see `SubjectRekeying`. */
  async rekeySubject(actor: Actor, subjectId: Id, ending: Ending): Promise<void> {
    await this.rekeying.rekeySubject(actor, subjectId, ending);
  }

  /** Removes keys' rows. A copy of the keystore still opens them: whoever does this re-keys the subjects above them next. */
  async removeKeys(actor: Actor, ending: Ending): Promise<void> {
    await this.rekeying.removeKeys(actor, ending);
  }

  /** Whose subject keys these are, as far as they live. */
  async listSubjectsOf(subjectKeyIds: readonly Id[]): Promise<Id[]> {
    return this.work.read((tx) => this.keystore.listSubjectsOf(tx, subjectKeyIds));
  }

  /** Ends a subject's key and all keys below it: nothing that was sealed under them opens any more. */
  async endSubject(actor: Actor, subjectId: Id): Promise<void> {
    await this.rekeying.endSubject(actor, subjectId);
  }

  /** The one row below which a subject's keys hang: with it nothing opens any more. Their own rows go with `endSubject`. */
  async endSubjectKey(actor: Actor, subjectId: Id): Promise<void> {
    await this.rekeying.endSubjectKey(actor, subjectId);
  }

  /** The ids of these subjects' keys, also of those that have ended: by them an end is confirmed. */
  async listSubjectKeys(subjectIds: readonly Id[]): Promise<Id[]> {
    return this.work.read((tx) => this.keystore.listSubjectKeyIds(tx, subjectIds));
  }

  /** The ids of the subject keys above these data keys; of an ended data key the one that it ended under. */
  async listKeysAbove(dataKeyIds: readonly Id[]): Promise<Id[]> {
    return this.work.read((tx) => this.keystore.listKeysAbove(tx, dataKeyIds));
  }

  /** Puts data and payload keys under another subject's key: items that became that person's. May be repeated. */
  async placeKeys(actor: Actor, to: Id, keys: Ending): Promise<void> {
    await this.rekeying.placeKeys(actor, to, keys);
  }

  /** Below which subject's living key these data keys hang. */
  async listHolders(dataKeyIds: readonly Id[]): Promise<Map<Id, Id>> {
    const held = await this.work.read((tx) => this.keystore.listHeld(tx, 'data', { by: 'id', ids: dataKeyIds }));
    return new Map(held.map(({ id, subjectId }) => [id, subjectId]));
  }

  /** The key side of merging subject `from` into subject `to`; `from` has no key afterwards. */
  async moveKeys(actor: Actor, from: Id, to: Id): Promise<void> {
    await this.rekeying.moveKeys(actor, from, to);
  }

  /** Whether keystore and provider answer: unwraps the newest epoch key, whatever is kept in memory. */
  async check(): Promise<void> {
    await this.work.read(async (tx) => this.ring.proveEpoch(found(await this.keystore.findNewestEpoch(tx))));
  }

  private async addPayloadKey(tx: Transaction, place: { subjectId: Id; ownerId: Id }): Promise<void> {
    const under = await this.holdSubject(tx, place.subjectId);
    if (await this.keystore.addPayloadKey(tx, this.ring.newOwnedKey('payload', under, place).row)) return;
    const [existing] = await this.keystore.listPayloadKeys(tx, [place.ownerId]);
    if (existing?.subjectId !== place.subjectId) throw new KeysUnavailable('refused');
  }

  /** The subject's key, held as it is until the transaction ends: re-keying waits, so that no new key is left under the old one. */
  private async holdSubject(tx: Transaction, subjectId: Id): Promise<WrappingKey> {
    return this.ring.subjectKey(tx, found(await this.keystore.lockSubject(tx, subjectId, 'SHARE')));
  }

  /** The payload keys that still live, by owner. */
  private async payloadKeys(tx: Transaction, ownerIds: readonly Id[]): Promise<Map<Id, KeyObject>> {
    const keys = new Map<Id, KeyObject>();
    for (const row of await this.keystore.listHeld(tx, 'payload', { by: 'owner', ids: ownerIds })) {
      const subject = await this.ring.subjectKey(tx, row.subject);
      keys.set(row.ownerId, this.ring.openOwned('payload', subject, row, row.ownerId));
    }
    return keys;
  }

  private place({ ownerId, column }: { ownerId: Id; column: string }): ColumnPlace {
    return { column, ownerId, vaultId: this.installation.vaultId };
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new KeysUnavailable('ended');
  return value;
}
