import { Inject, Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { OBJECT_STORE, ObjectMissing, type ObjectStore } from '../../../platform/objects';
import { Keys, KeysUnavailable } from '../../../trust/keys';
import { ViewClosing } from '../opening/view-closing';
import { type DestructibleItem, DestructionRepository } from './destruction.repository';

const system = { actor: systemActor };

/** A destroyed item still answers: a probe found a key, a byte or an open put. */
export class StillThere extends Error {
  constructor(readonly what: 'key' | 'object' | 'incomplete_put') {
    super(`a destroyed item still has its ${what}`);
    this.name = 'StillThere';
  }
}

/**
 * The end of media items, in the steps that whoever destroys takes one after the other; each may be repeated. Whether an item may
 * be destroyed is decided above. After `noteDestroyed` nothing opens it, and nothing leads back.
 */
@Injectable()
export class MediaDestruction {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: DestructionRepository,
    private readonly views: ViewClosing,
    private readonly keys: Keys,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  async list(tx: Transaction, ids: readonly Id[]): Promise<DestructibleItem[]> {
    return this.repository.systemList(tx, ids);
  }

  /** Items of these subjects that are not destroyed, in the order of their ids. */
  async pageOfSubjects(
    tx: Transaction,
    subjectIds: readonly Id[],
    page: { readonly after: Id | null; readonly limit: number },
  ): Promise<Id[]> {
    return this.repository.systemPageOfSubjects(tx, subjectIds, page);
  }

  /** Those of the items that can still be destroyed; their rows stay locked until the transaction ends. */
  async hold(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    return this.repository.systemHold(tx, ids);
  }

  /** Makes items other people's; each is named with its new person, and held still by the caller. Their keys follow. */
  async moveTo(tx: Transaction, targets: ReadonlyMap<Id, Id>): Promise<void> {
    const moved = await this.repository.systemMove(tx, targets);
    if (moved !== targets.size) throw new Error('some items cannot be moved');
  }

  /** Whoever has ended is on nobody's item any more. */
  async forgetAppearances(tx: Transaction, subjects: readonly Id[]): Promise<void> {
    await this.repository.systemForgetAppearances(tx, subjects);
  }

  async noteDestroyed(tx: Transaction, ids: readonly Id[], certificate: Id): Promise<void> {
    if (ids.length === 0) return;
    const noted = await this.repository.systemNoteDestroyed(tx, ids, certificate);
    if (noted !== ids.length) throw new Error('some items cannot be destroyed');
  }

  /** Cuts what streams now, on every node, and closes the views; says how many there were. */
  async cutStreams(ids: readonly Id[]): Promise<number> {
    const open = await this.vault.read(system, (tx) => this.repository.systemListOpenViews(tx, ids));
    for (const view of open) await this.views.close(view, 'destroyed');
    return open.length;
  }

  /** Removes every version and every open put of the object, and proves it; says how many versions there were. */
  async removeBytes(item: DestructibleItem): Promise<number> {
    const versions = await this.store.deleteAllVersions(item.objectKey);
    await this.probe(item);
    return versions;
  }

  /** Tries to open what must not open, and to find what must not be there. */
  async probe({ dataKeyId, objectId, objectKey }: DestructibleItem): Promise<void> {
    if (!(await isEnded(this.keys.openDataKey(dataKeyId, { objectId })))) throw new StillThere('key');
    if (!(await isMissing(this.store.head(objectKey)))) throw new StillThere('object');
    for await (const { key } of this.store.list(objectKey)) if (key === objectKey) throw new StillThere('object');
    for await (const { key } of this.store.listIncomplete(objectKey))
      if (key === objectKey) throw new StillThere('incomplete_put');
  }

  /** What is left says nothing about a person. */
  async leaveTombstones(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await this.repository.systemForget(tx, ids);
  }
}

async function isEnded(opening: Promise<unknown>): Promise<boolean> {
  try {
    await opening;
    return false;
  } catch (error) {
    if (error instanceof KeysUnavailable && error.failure === 'ended') return true;
    throw error;
  }
}

async function isMissing(looking: Promise<unknown>): Promise<boolean> {
  try {
    await looking;
    return false;
  } catch (error) {
    if (error instanceof ObjectMissing) return true;
    throw error;
  }
}
