import { createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Id, newId, secureRandom } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Installation } from '../../../platform/settings';
import { KeyCache } from './key-cache';
import { KeysUnavailable } from '../keys.errors';
import {
  type EpochKeyRow,
  KeystoreRepository,
  type MonthKeyRow,
  type OwnedKeyRow,
  type OwnedKind,
  type SubjectKeyRow,
} from '../keystore.repository';
import { type EpochKeyCustody, KEY_PROVIDER } from './key-provider';
import { type KeyName, unwrapKey, wrapKey, type WrappingKey } from '../format/wrapped-key';

/**
 * Walks the hierarchy from a row up to its root: epoch key, subject or month key, data or payload key. Raw bytes
 * live for as long as one wrapping takes and are then zeroed; what is handed out is a `KeyObject`.
 */
@Injectable()
export class KeyRing {
  private readonly vaultId: Id;

  constructor(
    @Inject(KEY_PROVIDER) private readonly provider: EpochKeyCustody,
    private readonly keystore: KeystoreRepository,
    private readonly cache: KeyCache,
    installation: Installation,
  ) {
    this.vaultId = installation.vaultId;
  }

  /** The epoch key that new subject and month keys are wrapped under. */
  async newestEpoch(tx: Transaction): Promise<WrappingKey> {
    return this.openEpoch(await this.keystore.findNewestEpoch(tx));
  }

  async newEpoch(epoch: number): Promise<EpochKeyRow> {
    const id = newId();
    const bytes = secureRandom(32);
    const wrapped = await this.provider.wrapEpochKey({ epoch, keyId: id, vaultId: this.vaultId }, bytes);
    bytes.fill(0);
    return { epoch, id, wrapped };
  }

  /** Asks the provider, whatever is kept in memory: proof that it holds the root of this row. */
  async proveEpoch(row: EpochKeyRow): Promise<void> {
    (await this.unwrapEpoch(row)).fill(0);
  }

  async newSubjectKey(
    tx: Transaction,
    subjectId: Id,
    version: number,
  ): Promise<{ row: SubjectKeyRow; key: WrappingKey }> {
    const epoch = await this.newestEpoch(tx);
    const id = newId();
    const bytes = secureRandom(32);
    const wrapped = wrapKey(epoch, this.subjectName(subjectId, id), bytes);
    return {
      row: { subjectId, id, version, epoch: epoch.version, wrapped },
      key: { id, version, key: asKey(bytes) },
    };
  }

  async subjectKey(tx: Transaction, row: SubjectKeyRow): Promise<WrappingKey> {
    const key = await this.cache.get(nameOf(row), async () => {
      const epoch = await this.epochKey(tx, row.epoch);
      return asKey(unwrapKey(epoch, this.subjectName(row.subjectId, row.id), row.wrapped));
    });
    return { id: row.id, version: row.version, key };
  }

  /** Drops a subject key that has ended from this process's memory. */
  forget(row: SubjectKeyRow): void {
    this.cache.forget(nameOf(row));
  }

  async newMonthKey(tx: Transaction, month: string): Promise<MonthKeyRow> {
    const epoch = await this.newestEpoch(tx);
    const id = newId();
    const bytes = secureRandom(32);
    const wrapped = wrapKey(epoch, this.monthName(id), bytes);
    bytes.fill(0);
    return { id, month, epoch: epoch.version, wrapped };
  }

  async monthKey(tx: Transaction, row: MonthKeyRow): Promise<KeyObject> {
    return this.cache.get(`month ${row.id}`, async () => {
      const epoch = await this.epochKey(tx, row.epoch);
      return asKey(unwrapKey(epoch, this.monthName(row.id), row.wrapped));
    });
  }

  /** The same keys under the key of another epoch. Each is opened again before it may take the place of the old bytes. */
  async rewrapSubjects(tx: Transaction, rows: readonly SubjectKeyRow[], epoch: number): Promise<SubjectKeyRow[]> {
    const to = await this.epochKey(tx, epoch);
    const from = new Map<number, WrappingKey>();
    for (const old of new Set(rows.map((row) => row.epoch))) from.set(old, await this.epochKey(tx, old));
    return rows.map((row) => {
      const name = this.subjectName(row.subjectId, row.id);
      return { ...row, epoch, wrapped: rewrapped(from.get(row.epoch), to, name, row.wrapped) };
    });
  }

  async rewrapMonth(tx: Transaction, row: MonthKeyRow, epoch: number): Promise<MonthKeyRow> {
    const [from, to] = [await this.epochKey(tx, row.epoch), await this.epochKey(tx, epoch)];
    return { ...row, epoch, wrapped: rewrapped(from, to, this.monthName(row.id), row.wrapped) };
  }

  /** A new data or payload key below a subject key. */
  newOwnedKey(
    kind: OwnedKind,
    under: WrappingKey,
    place: { ownerId: Id; subjectId: Id },
  ): { row: OwnedKeyRow; key: KeyObject } {
    const id = newId();
    const bytes = secureRandom(32);
    const wrapped = wrapKey(under, this.ownedName(kind, { id, ...place }), bytes);
    return { row: { id, ...place, wrapped }, key: asKey(bytes) };
  }

  /** `ownerId` is what the caller believes, never what the row says: a swapped row does not open. */
  openOwned(kind: OwnedKind, under: WrappingKey, row: OwnedKeyRow, ownerId: Id): KeyObject {
    return asKey(unwrapKey(under, this.ownedName(kind, { id: row.id, ownerId }), row.wrapped));
  }

  rewrapOwned(kind: OwnedKind, from: WrappingKey, to: WrappingKey & { subjectId: Id }, row: OwnedKeyRow): OwnedKeyRow {
    const name = this.ownedName(kind, row);
    const bytes = unwrapKey(from, name, row.wrapped);
    const wrapped = wrapKey(to, name, bytes);
    bytes.fill(0);
    return { ...row, subjectId: to.subjectId, wrapped };
  }

  private async epochKey(tx: Transaction, epoch: number): Promise<WrappingKey> {
    return this.openEpoch(await this.keystore.findEpoch(tx, epoch));
  }

  private async openEpoch(row: EpochKeyRow | undefined): Promise<WrappingKey> {
    if (row === undefined) throw new KeysUnavailable('ended');
    const key = await this.cache.get(`epoch ${row.id}`, async () => asKey(await this.unwrapEpoch(row)));
    return { id: row.id, version: row.epoch, key };
  }

  private async unwrapEpoch({ epoch, id, wrapped }: EpochKeyRow): Promise<Buffer> {
    return this.provider.unwrapEpochKey({ epoch, keyId: id, vaultId: this.vaultId }, wrapped);
  }

  private subjectName(subjectId: Id, id: Id): KeyName {
    return { purpose: 'subject', id, vaultId: this.vaultId, ownerId: subjectId };
  }

  private monthName(id: Id): KeyName {
    return { purpose: 'month', id, vaultId: this.vaultId, ownerId: null };
  }

  private ownedName(purpose: OwnedKind, { id, ownerId }: { id: Id; ownerId: Id }): KeyName {
    return { purpose, id, vaultId: this.vaultId, ownerId };
  }
}

function nameOf({ id, version }: SubjectKeyRow): string {
  return `subject ${id} ${version}`;
}

/** What is written over the only copy of a key must open: that is tried first. */
function rewrapped(from: WrappingKey | undefined, to: WrappingKey, name: KeyName, blob: Buffer): Buffer {
  if (from === undefined) throw new KeysUnavailable('ended');
  const bytes = unwrapKey(from, name, blob);
  const wrapped = wrapKey(to, name, bytes);
  const again = unwrapKey(to, name, wrapped);
  const same = timingSafeEqual(bytes, again);
  bytes.fill(0);
  again.fill(0);
  if (!same) throw new KeysUnavailable('refused');
  return wrapped;
}

/** Takes over 32 bytes and zeroes them. */
function asKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
