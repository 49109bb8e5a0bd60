import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, systemActor } from '../../kernel';
import { KeystoreDatabase, type Transaction } from '../../platform/database';
import { Installation } from '../../platform/settings';
import {
  type AddressTags,
  type OpenedPart,
  packPersonalPart,
  type PersonalParts,
  type PersonalPayload,
  type SealedPart,
  unpackPersonalPart,
} from '../audit';
import { tagsOf } from './format/address-tags';
import { KeyRing } from './custody/key-ring';
import { guarded, KeysUnavailable } from './keys.errors';
import { KeystoreRepository } from './keystore.repository';
import { openColumn, sealColumn } from './format/sealed-column';

const system = { actor: systemActor };
const lifeMillis = 60_000;
const dayMillis = 86_400_000;

interface MonthKey {
  readonly id: Id;
  readonly key: KeyObject;
}

/**
 * Seals and opens the personal parts of log entries: the actor part under the key of its month, the subject part under its
 * owner's payload key. Both use the format of sealed columns, with the key's own id as the owner.
 */
@Injectable()
export class KeysPersonalParts implements PersonalParts {
  private readonly months = new Map<string, MonthKey & { until: number }>();

  constructor(
    private readonly database: KeystoreDatabase,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
    private readonly installation: Installation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sealActorPart(payload: PersonalPayload, at: Date): Promise<SealedPart> {
    return this.seal('audit.actor', await this.month(at), payload);
  }

  async sealSubjectPart(owner: Id, payload: PersonalPayload): Promise<SealedPart> {
    const under = await this.read(async (tx) => {
      const [row] = await this.keystore.listPayloadKeys(tx, [owner]);
      return row === undefined ? null : this.payloadKey(tx, row.id);
    });
    if (under === null) throw new KeysUnavailable('ended');
    return this.seal('audit.subject', under, payload);
  }

  /** Null where the key has ended. The row is read each time, so that an ended key opens nothing from then on. */
  async open({ keyId, sealed }: SealedPart): Promise<OpenedPart | null> {
    const month = await this.read(async (tx) => this.monthById(tx, keyId));
    if (month !== null) return this.unseal('audit.actor', month, sealed);
    const payload = await this.read(async (tx) => this.payloadKey(tx, keyId));
    return payload === null ? null : this.unseal('audit.subject', payload, sealed);
  }

  async addressTags(ip: string, at: Date): Promise<AddressTags> {
    return tagsOf((await this.month(at)).key, ip);
  }

  private seal(column: string, under: MonthKey, payload: PersonalPayload): SealedPart {
    const { plain, commitment } = packPersonalPart(payload);
    const place = { column, ownerId: under.id, vaultId: this.installation.vaultId };
    const sealed = sealColumn(under.key, place, plain);
    plain.fill(0);
    return { commitment, keyId: under.id, sealed };
  }

  private unseal(column: string, under: MonthKey, sealed: Buffer): OpenedPart {
    const place = { column, ownerId: under.id, vaultId: this.installation.vaultId };
    return unpackPersonalPart(openColumn(under.key, place, sealed));
  }

  /** The key of a month, kept for a minute: every entry of the log asks for it. */
  private async month(at: Date): Promise<MonthKey> {
    const month = `${at.toISOString().slice(0, 7)}-01`;
    const now = this.clock.now().getTime();
    const kept = this.months.get(month);
    if (kept !== undefined && kept.until > now) return kept;
    const key = (await this.read((tx) => this.monthByName(tx, month))) ?? (await this.createMonth(month, at, now));
    this.months.clear();
    this.months.set(month, { ...key, until: now + lifeMillis });
    return key;
  }

  /** Made when the month's first entry needs it; the key of a past month that is not there has ended, and stays so. */
  private async createMonth(month: string, at: Date, now: number): Promise<MonthKey> {
    if (Math.abs(now - at.getTime()) > dayMillis) throw new KeysUnavailable('ended');
    return guarded(() =>
      this.database.transaction(system, async (tx) => {
        await this.keystore.addMonth(tx, month, await this.ring.newMonthKey(tx));
        const key = await this.monthByName(tx, month);
        if (key === null) throw new KeysUnavailable('keystore');
        return key;
      }),
    );
  }

  private async monthByName(tx: Transaction, month: string): Promise<MonthKey | null> {
    const row = await this.keystore.findMonth(tx, month);
    return row === undefined ? null : { id: row.id, key: await this.ring.monthKey(tx, row) };
  }

  private async monthById(tx: Transaction, id: Id): Promise<MonthKey | null> {
    const row = await this.keystore.findMonthKey(tx, id);
    return row === undefined ? null : { id, key: await this.ring.monthKey(tx, row) };
  }

  private async payloadKey(tx: Transaction, id: Id): Promise<MonthKey | null> {
    const row = await this.keystore.findOwned(tx, 'payload', id);
    const subject = row && (await this.keystore.findSubject(tx, row.subjectId));
    if (row === undefined || subject === undefined) return null;
    return { id, key: this.ring.openOwned('payload', await this.ring.subjectKey(tx, subject), row, row.ownerId) };
  }

  private async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() => this.database.read(system, work));
  }
}
