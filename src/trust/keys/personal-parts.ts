import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
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
import { KeyCache } from './custody/key-cache';
import { KeyRing } from './custody/key-ring';
import { KeystoreWork } from './custody/keystore-work';
import { KeysUnavailable } from './keys.errors';
import { KeystoreRepository, type MonthKeyRow } from './keystore.repository';
import { openColumn, sealColumn } from './format/sealed-column';

const lifeMillis = 60_000;
const dayMillis = 86_400_000;

interface SealingKey {
  readonly id: Id;
  readonly key: KeyObject;
}

interface MonthKey extends SealingKey {
  /** Its first day, `2026-11-01`. */
  readonly month: string;
}

/**
 * Seals and opens the personal parts of log entries: the actor part under the key of its month, the subject part under its
 * owner's payload key. Both use the format of sealed columns, with the key's own id as the owner.
 */
@Injectable()
export class KeysPersonalParts implements PersonalParts {
  private readonly months = new Map<string, MonthKey & { until: number; generation: number }>();

  constructor(
    private readonly work: KeystoreWork,
    private readonly cache: KeyCache,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
    private readonly installation: Installation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sealActorPart(payload: PersonalPayload, at: Date): Promise<SealedPart> {
    return this.seal('audit.actor', await this.month(at), payload);
  }

  async sealSubjectPart(owner: Id, payload: PersonalPayload): Promise<SealedPart> {
    const under = await this.work.read((tx) => this.payloadKey(tx, { by: 'owner', ids: [owner] }));
    if (under === null) throw new KeysUnavailable('ended');
    return this.seal('audit.subject', under, payload);
  }

  /** Null where the key has ended. */
  async open({ keyId, sealed }: SealedPart): Promise<OpenedPart | null> {
    const month = this.kept((key) => key.id === keyId);
    if (month !== undefined) return this.unseal('audit.actor', month, sealed);
    return this.work.read(async (tx) => {
      const row = await this.keystore.findMonthKey(tx, keyId);
      if (row !== undefined) return this.unseal('audit.actor', await this.keep(tx, row), sealed);
      const payload = await this.payloadKey(tx, { by: 'id', ids: [keyId] });
      return payload === null ? null : this.unseal('audit.subject', payload, sealed);
    });
  }

  async addressTags(ip: string, at: Date): Promise<AddressTags> {
    return tagsOf((await this.month(at)).key, ip);
  }

  async addressTagsWithin(ip: string, { from, to }: { from: Date | null; to: Date | null }): Promise<AddressTags[]> {
    const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null;
    return this.work.read(async (tx) => {
      const tags: AddressTags[] = [];
      for (const row of await this.keystore.listMonths(tx, day(from), day(to))) {
        const month = this.kept(({ id }) => id === row.id) ?? (await this.keep(tx, row));
        tags.push(tagsOf(month.key, ip));
      }
      return tags;
    });
  }

  private seal(column: string, under: SealingKey, payload: PersonalPayload): SealedPart {
    const { plain, commitment } = packPersonalPart(payload);
    const place = { column, ownerId: under.id, vaultId: this.installation.vaultId };
    const sealed = sealColumn(under.key, place, plain);
    plain.fill(0);
    return { commitment, keyId: under.id, sealed };
  }

  private unseal(column: string, under: SealingKey, sealed: Buffer): OpenedPart {
    const place = { column, ownerId: under.id, vaultId: this.installation.vaultId };
    return unpackPersonalPart(openColumn(under.key, place, sealed));
  }

  private async month(at: Date): Promise<MonthKey> {
    const month = `${at.toISOString().slice(0, 7)}-01`;
    const kept = this.kept((key) => key.month === month);
    if (kept !== undefined) return kept;
    const key = await this.work.read(async (tx) => this.findMonth(tx, month));
    return key ?? this.createMonth(month, at);
  }

  /** Made when the month's first entry needs it; the key of a past month that is not there has ended, and stays so. */
  private async createMonth(month: string, at: Date): Promise<MonthKey> {
    const away = Math.abs(this.clock.now().getTime() - at.getTime());
    if (away > dayMillis) throw new KeysUnavailable('ended');
    return this.work.change(async (tx) => {
      await this.keystore.addMonth(tx, await this.ring.newMonthKey(tx, month));
      const key = await this.findMonth(tx, month);
      if (key === null) throw new KeysUnavailable('keystore');
      return key;
    });
  }

  private async findMonth(tx: Transaction, month: string): Promise<MonthKey | null> {
    const row = await this.keystore.findMonth(tx, month);
    return row === undefined ? null : this.keep(tx, row);
  }

  /** Month keys stay in memory for a minute: nearly every entry of the log asks for one, and none ends within its month. */
  private async keep(tx: Transaction, row: MonthKeyRow): Promise<MonthKey> {
    const { generation } = this.cache;
    const kept = { id: row.id, month: row.month, key: await this.ring.monthKey(tx, row) };
    this.months.set(row.id, { ...kept, generation, until: this.clock.now().getTime() + lifeMillis });
    return kept;
  }

  private kept(is: (key: MonthKey) => boolean): MonthKey | undefined {
    const now = this.clock.now().getTime();
    for (const [id, key] of this.months) {
      if (key.until <= now || key.generation !== this.cache.generation) this.months.delete(id);
      else if (is(key)) return key;
    }
    return undefined;
  }

  private async payloadKey(
    tx: Transaction,
    place: { by: 'id' | 'owner'; ids: readonly Id[] },
  ): Promise<SealingKey | null> {
    const [row] = await this.keystore.listHeld(tx, 'payload', place);
    if (row === undefined) return null;
    const subject = await this.ring.subjectKey(tx, row.subject);
    return { id: row.id, key: this.ring.openOwned('payload', subject, row, row.ownerId) };
  }
}
