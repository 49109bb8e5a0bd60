import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Id, newId, systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { OBJECT_STORE, type ObjectStore } from '../../../platform/objects';
import { headerLength, openHeader, SealedError } from '../../../platform/sealed';
import { Installation } from '../../../platform/settings';
import { Keys } from '../../../trust/keys';
import type { SealedCopy } from '../copies/sealed-copies';
import { type MediaRow, MediaRepository } from '../media.repository';
import { contentFound, entropyOf, markIn } from './plain-marks';
import { countSealed, type SealedShare } from './sealed-share';

/** What a stored object shows of its sealing. Nothing of the content is in it. */
export interface SealingProof {
  /** A media item, or a copy that somebody ordered. */
  readonly what: 'media' | 'artefact';
  readonly id: Id;
  readonly object: Id;
  /** Bytes of the sealed object. */
  readonly size: number;
  /** Whether header and first chunk open under the object's own key. */
  readonly opensUnderItsKey: boolean;
  /** Whether they open under 32 other random bytes. */
  readonly opensUnderAnotherKey: boolean;
  /** The kind of file that the stored bytes show themselves to be; null where they show none. */
  readonly plainMark: string | null;
  /** Whether the first bytes of the opened content stand among the stored ones; null where they are too few to tell. */
  readonly contentFound: boolean | null;
  /** Shannon entropy of the stored bytes behind the header, in bits per byte: noise has nearly 8. */
  readonly entropy: number;
  /** How many bytes were looked at: few bytes cannot reach 8. */
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
    for (const row of picked.values()) proofs.push(await this.prove('media', copyOf(row), entry));
    return proofs;
  }

  /** Of all items that are not destroyed. */
  async share(): Promise<SealedShare> {
    const kept = { table: 'records.media', kept: "state <> 'destroyed'" };
    return this.vault.read(system, (tx) => countSealed(tx, 'media', kept));
  }

  async prove(what: SealingProof['what'], copy: SealedCopy, entry: number): Promise<SealingProof> {
    const { id, objectId: object, dataKeyId, size } = copy;
    const batches: Buffer[] = [];
    await this.#read(copy, Math.min(size, measuredBytes), entry, (batch) => batches.push(Buffer.from(batch)));
    const found = Buffer.concat(batches);
    const opened = this.#open(copy, await this.keys.openDataKey(dataKeyId, { objectId: object }), found);
    const stored = found.subarray(headerLength);
    return {
      ...{ what, id, object, size },
      opensUnderItsKey: opened !== null,
      opensUnderAnotherKey: this.#open(copy, createSecretKey(randomBytes(32)), found) !== null,
      plainMark: markIn(found, stored),
      contentFound: opened === null ? null : contentFound(opened, found),
      entropy: Math.round(entropyOf(stored) * 1000) / 1000,
      measured: stored.length,
    };
  }

  /** SHA-256 of the sealed object as the store gives it out now, hex; null for an item that is not there. */
  async digest(mediaId: Id, entry: number): Promise<string | null> {
    const row = await this.vault.read(system, (tx) => this.media.systemFind(tx, mediaId));
    if (row === null) return null;
    const hash = createHash('sha256');
    await this.#read(row.object, row.object.size, entry, (batch) => hash.update(batch));
    return hash.digest('hex');
  }

  /** The plaintext of the first chunk, or null where it does not open. */
  #open({ id: mediaId, objectId, dataKeyId, length, size }: SealedCopy, key: KeyObject, found: Buffer): Buffer | null {
    const ids = { vaultId: this.installation.vaultId, mediaId, objectId, dataKeyId };
    try {
      const opener = openHeader(key, { ids, length }, { header: found.subarray(0, headerLength), size });
      const chunk = opener.chunks(0, 0);
      const pieces = chunk.push(found.subarray(chunk.start, chunk.end));
      chunk.finish();
      return Buffer.concat(pieces);
    } catch (error) {
      if (error instanceof SealedError) return null;
      throw error;
    }
  }

  async #read(
    { objectKey, versionId, etag, size }: Pick<SealedCopy, 'objectKey' | 'versionId' | 'etag' | 'size'>,
    length: number,
    entry: number,
    receive: (batch: Buffer) => unknown,
  ): Promise<void> {
    const reader = await this.store.get(objectKey, { start: 0, end: length - 1, versionId, etag, size, entry });
    await reader.pipeTo((batch) => {
      receive(batch);
      return undefined;
    });
  }
}

function copyOf({ id, objectId, dataKeyId, object }: MediaRow): SealedCopy {
  return { id, objectId, dataKeyId, ...object };
}
