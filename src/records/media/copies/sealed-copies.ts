import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Id, newId, Refusal } from '../../../kernel';
import { OBJECT_STORE, type ObjectStore } from '../../../platform/objects';
import { SealedError } from '../../../platform/sealed';
import { Installation } from '../../../platform/settings';
import { Keys } from '../../../trust/keys';
import { FetchAndOpen } from '../fetch-and-open';
import { IntegrityFailed } from '../media.errors';
import { objectKeyOf } from '../intake/reservations';
import type { OpenedMedia, SealedMedia } from '../media-streams';
import { SealAndStore } from '../seal-and-store';

/** Whether the store gave out something else than what was stored. */
export function isDamage(error: unknown): boolean {
  return error instanceof SealedError || (error instanceof Refusal && error.code === 'integrity_failed');
}

/** The names of one copy. Its owner writes them down before the first byte, so that nothing left over is unknown. */
export interface CopyNames {
  readonly id: Id;
  readonly objectId: Id;
  readonly objectKey: string;
}

/** A stored copy as its owner's row remembers it. */
export interface SealedCopy extends CopyNames, SealedMedia {
  readonly dataKeyId: Id;
}

/**
 * Copies of personal data that are no media items, such as evidence bundles: sealed like an item, under a subject key of
 * their own, so that each ends by itself. Whoever makes them keeps their rows, says which keys those need
 * (`OrphanSweep.keep`), records each opening before it, and removes them in time.
 */
@Injectable()
export class SealedCopies {
  constructor(
    private readonly keys: Keys,
    private readonly sealing: SealAndStore,
    private readonly objects: FetchAndOpen,
    private readonly installation: Installation,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  names(): CopyNames {
    const objectId = newId();
    return { id: newId(), objectId, objectKey: objectKeyOf(objectId) };
  }

  /** Seals a stream of unknown length into the store in constant memory. An error that it throws comes through unchanged. */
  async make(names: CopyNames, plain: AsyncIterable<Buffer>, signal: AbortSignal): Promise<SealedCopy> {
    const { id, objectId, objectKey } = names;
    await this.keys.createSubjectKey(id);
    const { dataKeyId, key } = await this.keys.createDataKey({ subjectId: id, objectId, mediaId: id });
    const ids = { vaultId: this.installation.vaultId, mediaId: id, objectId, dataKeyId };
    return { ...names, dataKeyId, ...(await this.sealing.store({ ids, dataKey: key, objectKey, plain, signal })) };
  }

  /** Opens the whole of it under the sealed entry with that number, which the caller has recorded. */
  async open(copy: SealedCopy, entry: number, signal: AbortSignal): Promise<OpenedMedia> {
    const { id: mediaId, objectId, dataKeyId, ...object } = copy;
    const dataKey = await this.keys.openDataKey(dataKeyId, { objectId });
    const ids = { vaultId: this.installation.vaultId, mediaId, objectId, dataKeyId };
    const range = { from: 0, to: copy.length, suffix: false };
    return this.objects.open({ ids, dataKey, object, range, entry, signal }).catch((error: unknown) => {
      throw isDamage(error) ? new IntegrityFailed(error) : error;
    });
  }

  /** Ends its keys, then removes every version of its object. Doing it again changes nothing. */
  async remove(actor: Actor, { id, objectKey }: Pick<CopyNames, 'id' | 'objectKey'>): Promise<void> {
    await this.keys.endSubject(actor, id);
    await this.store.deleteAllVersions(objectKey);
  }
}
