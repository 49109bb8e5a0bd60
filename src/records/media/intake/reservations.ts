import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Id, newId, type RequestContext, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { IdempotencyInProgress, IdempotencyKeyReused } from '../../../platform/http';
import { beatSeconds, ReservationRepository } from './reservation.repository';

/** Ids of one attempt: a repeat gets others, so that no key and no object is ever written twice. */
export interface Reservation {
  readonly mediaId: Id;
  readonly objectId: Id;
  readonly objectKey: string;
}

/** What a request with an Idempotency-Key finds: a place of its own, or the item that the first one made. */
export type Claim =
  { readonly kind: 'mine'; readonly reservation: Reservation } | { readonly kind: 'made'; readonly mediaId: Id };

/** The claim that a repeat is compared by. */
export interface RepeatKey {
  readonly key: string;
  /** Keyed hash of everything that was said about the item. */
  readonly factsHash: Buffer;
}

const system = { actor: systemActor };

/** Where an object will lie: made by the server from a random id, never from anything a sender says. */
export function objectKeyOf(objectId: Id): string {
  return `objects/${objectId.slice(0, 2)}/${objectId}`;
}

/** Reserves names before the first byte, so that one Idempotency-Key makes one item and nothing left over is unknown. */
@Injectable()
export class Reservations {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ReservationRepository,
  ) {}

  /**
   * Throws `IdempotencyInProgress` while another request holds the key, and `IdempotencyKeyReused` where it said other
   * things. What a process left behind when it died is taken over.
   */
  async claim(context: RequestContext, repeat: RepeatKey | null): Promise<Claim> {
    const objectId = newId();
    const reservation = { mediaId: newId(), objectId, objectKey: objectKeyOf(objectId) };
    const keyHash = repeat === null ? null : createHash('sha256').update(repeat.key).digest();
    const row = { ...reservation, actorId: context.actor.id, keyHash, factsHash: repeat?.factsHash ?? null };
    const made = await this.vault.transaction(context, async (tx) => {
      if (await this.repository.claim(tx, row)) return null;
      const held = await this.repository.findHolder(tx, row.actorId, keyHash ?? Buffer.alloc(0));
      if (held === null || held.state === 'running') throw new IdempotencyInProgress();
      if (held.factsHash === null || !repeat?.factsHash.equals(held.factsHash)) throw new IdempotencyKeyReused();
      if (held.state === 'finished') return held.mediaId;
      await this.repository.abandon(tx, held.mediaId);
      if (!(await this.repository.claim(tx, row))) throw new IdempotencyInProgress();
      return null;
    });
    return made === null ? { kind: 'mine', reservation } : { kind: 'made', mediaId: made };
  }

  /** Runs an intake under its reservation: signs of life while it runs, the key freed where it fails. */
  async hold<T>({ mediaId }: Reservation, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void this.#beat(mediaId), beatSeconds * 1000);
    try {
      return await work();
    } catch (error) {
      await this.vault.transaction(system, (tx) => this.repository.abandon(tx, mediaId)).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** A beat that is missed is made up for by the next one. */
  async #beat(mediaId: Id): Promise<void> {
    await this.vault.transaction(system, (tx) => this.repository.beat(tx, mediaId)).catch(() => undefined);
  }
}
