import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import { type Transaction } from '../../../platform/database';

/** What an intake is about to write, before its first byte. */
export interface NewReservation {
  readonly mediaId: Id;
  readonly objectId: Id;
  readonly objectKey: string;
  readonly actorId: Id;
  /** Both or neither: SHA-256 of the Idempotency-Key, and a keyed hash of the facts. */
  readonly keyHash: Buffer | null;
  readonly factsHash: Buffer | null;
}

/** The reservation that holds an Idempotency-Key now. */
export interface HeldReservation {
  readonly mediaId: Id;
  readonly factsHash: Buffer | null;
  readonly state: 'running' | 'silent' | 'finished';
}

export interface StaleReservation {
  readonly mediaId: Id;
  readonly objectKey: string;
}

/** Without a sign of life for this long, the process behind an intake counts as dead. */
export const silentSeconds = 15;
export const beatSeconds = 3;
const keptHours = 24;

/** What is being received: who holds which key, and which objects may be left over. */
@Injectable()
export class ReservationRepository {
  /** False where another reservation of this actor holds the same key. */
  async claim(tx: Transaction, reservation: NewReservation): Promise<boolean> {
    const { mediaId, objectId, objectKey, actorId, keyHash, factsHash } = reservation;
    const claimed = await tx.query(
      `INSERT INTO records.media_reservation (media_id, object_id, object_key, actor_id, key_hash, facts_hash)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (actor_id, key_hash) WHERE key_hash IS NOT NULL AND abandoned_at IS NULL DO NOTHING RETURNING media_id`,
      [mediaId, objectId, objectKey, actorId, keyHash, factsHash],
    );
    return claimed.length > 0;
  }

  /** Locked, so that two repeats do not both take over from a dead one. */
  async findHolder(tx: Transaction, actorId: Id, keyHash: Buffer): Promise<HeldReservation | null> {
    const [held] = await tx.query<HeldReservation>(
      `SELECT media_id AS "mediaId", facts_hash AS "factsHash",
              CASE WHEN finished_at IS NOT NULL THEN 'finished'
                   WHEN beat_at < clock_timestamp() - make_interval(secs => $3) THEN 'silent' ELSE 'running' END AS state
         FROM records.media_reservation
        WHERE actor_id = $1 AND key_hash = $2 AND abandoned_at IS NULL FOR UPDATE`,
      [actorId, keyHash, silentSeconds],
    );
    return held ?? null;
  }

  async beat(tx: Transaction, mediaId: Id): Promise<void> {
    await tx.query('UPDATE records.media_reservation SET beat_at = clock_timestamp() WHERE media_id = $1', [mediaId]);
  }

  /** False where somebody has taken the key over meanwhile: the item must then not come into being. */
  async finish(tx: Transaction, mediaId: Id): Promise<boolean> {
    const finished = await tx.query(
      `UPDATE records.media_reservation SET finished_at = now()
        WHERE media_id = $1 AND abandoned_at IS NULL AND finished_at IS NULL RETURNING media_id`,
      [mediaId],
    );
    return finished.length > 0;
  }

  /** Frees the key; what the object store holds of it is swept later. A finished one stays finished. */
  async abandon(tx: Transaction, mediaId: Id): Promise<void> {
    await tx.query(
      'UPDATE records.media_reservation SET abandoned_at = now() WHERE media_id = $1 AND finished_at IS NULL',
      [mediaId],
    );
  }

  /** A day old and without an item. The item's absence is asked again here, not believed from the columns. */
  async systemListStale(tx: Transaction, limit: number): Promise<StaleReservation[]> {
    return tx.query<StaleReservation>(
      `SELECT r.media_id AS "mediaId", r.object_key AS "objectKey" FROM records.media_reservation r
        WHERE r.started_at < now() - make_interval(hours => $1) AND r.finished_at IS NULL
          AND r.beat_at < now() - make_interval(hours => 1)
          AND NOT EXISTS (SELECT 1 FROM records.media m WHERE m.id = r.media_id OR m.object_id = r.object_id)
        ORDER BY r.started_at LIMIT $2`,
      [keptHours, limit],
    );
  }

  /** Fences a stale reservation before its object is deleted; false where it came back to life. */
  async systemCondemn(tx: Transaction, mediaId: Id): Promise<boolean> {
    const condemned = await tx.query(
      `UPDATE records.media_reservation SET abandoned_at = coalesce(abandoned_at, now())
        WHERE media_id = $1 AND finished_at IS NULL RETURNING media_id`,
      [mediaId],
    );
    return condemned.length > 0;
  }

  async systemRemove(tx: Transaction, mediaId: Id): Promise<void> {
    await tx.query('DELETE FROM records.media_reservation WHERE media_id = $1', [mediaId]);
  }

  /** Lets go of the keys of finished intakes, 24 h after their start. */
  async systemForgetFinished(tx: Transaction): Promise<number> {
    const gone = await tx.query(
      `DELETE FROM records.media_reservation
        WHERE finished_at IS NOT NULL AND started_at < now() - make_interval(hours => $1) RETURNING media_id`,
      [keptHours],
    );
    return gone.length;
  }
}
