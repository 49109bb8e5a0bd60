import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Id, newId, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { OBJECT_STORE, type ObjectStore } from '../../../platform/objects';
import { headerLength, openHeader, SealedError } from '../../../platform/sealed';
import { Installation } from '../../../platform/settings';
import { Keys } from '../../../trust/keys';
import { type MediaRow, MediaRepository } from '../media.repository';

/** What a stored object shows of its sealing. Nothing of the content is in it. */
export interface SealingProof {
  readonly media: Id;
  readonly object: Id;
  /** Bytes of the sealed object. */
  readonly size: number;
  /** Whether header and first chunk open under the item's own key. */
  readonly opensUnderItsKey: boolean;
  /** Whether they open under 32 other random bytes. */
  readonly opensUnderAnotherKey: boolean;
  /** Shannon entropy of the stored bytes behind the header, in bits per byte: noise has nearly 8. */
  readonly entropy: number;
  /** How many bytes that was measured over: few bytes cannot reach 8. */
  readonly measured: number;
}

const system = { actor: systemActor };
const measuredBytes = 64 * 1024;

/** Shows on stored objects that they are sealed. Each reading carries the number of the caller's own entry to the store. */
@Injectable()
export class SealingProofs {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly keys: Keys,
    private readonly installation: Installation,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  /** Items picked by chance; fewer where the same one is picked twice. */
  async sample(count: number, entry: number): Promise<SealingProof[]> {
    const picked = new Map<Id, MediaRow>();
    for (let i = 0; i < count; i += 1) {
      const row = await this.vault.read(system, (tx) => this.media.systemFindFrom(tx, newId()));
      if (row !== null) picked.set(row.id, row);
    }
    const proofs: SealingProof[] = [];
    for (const row of picked.values()) proofs.push(await this.#prove(row, entry));
    return proofs;
  }

  /** SHA-256 of the sealed object as the store gives it out now, hex; null for an item that is not there. */
  async digest(mediaId: Id, entry: number): Promise<string | null> {
    const row = await this.vault.read(system, (tx) => this.media.systemFind(tx, mediaId));
    if (row === null) return null;
    const hash = createHash('sha256');
    await this.#read(row, row.object.size, entry, (batch) => hash.update(batch));
    return hash.digest('hex');
  }

  async #prove(row: MediaRow, entry: number): Promise<SealingProof> {
    const { id: media, objectId: object, dataKeyId } = row;
    const batches: Buffer[] = [];
    const { size } = row.object;
    await this.#read(row, Math.min(size, measuredBytes), entry, (batch) => batches.push(Buffer.from(batch)));
    const found = Buffer.concat(batches);
    const own = await this.keys.openDataKey(dataKeyId, { objectId: object });
    const stored = found.subarray(headerLength);
    return {
      ...{ media, object, size },
      opensUnderItsKey: this.#opens(row, own, found),
      opensUnderAnotherKey: this.#opens(row, createSecretKey(randomBytes(32)), found),
      entropy: Math.round(entropyOf(stored) * 1000) / 1000,
      measured: stored.length,
    };
  }

  #opens({ id: mediaId, objectId, dataKeyId, length, object: { size } }: MediaRow, key: KeyObject, found: Buffer) {
    const ids = { vaultId: this.installation.vaultId, mediaId, objectId, dataKeyId };
    try {
      const opener = openHeader(key, { ids, length }, { header: found.subarray(0, headerLength), size });
      const chunk = opener.chunks(0, 0);
      chunk.push(found.subarray(chunk.start, chunk.end));
      chunk.finish();
      return true;
    } catch (error) {
      if (error instanceof SealedError) return false;
      throw error;
    }
  }

  async #read(row: MediaRow, length: number, entry: number, receive: (batch: Buffer) => unknown): Promise<void> {
    const { objectKey, versionId, etag, size } = row.object;
    const reader = await this.store.get(objectKey, { start: 0, end: length - 1, versionId, etag, size, entry });
    await reader.pipeTo((batch) => {
      receive(batch);
      return undefined;
    });
  }
}

/** Bits per byte. */
export function entropyOf(bytes: Buffer): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const share = [...counts.values()].map((count) => count / bytes.length);
  return share.reduce((sum, p) => sum - p * Math.log2(p), 0);
}
