import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import { KeyRing } from './custody/key-ring';
import { KeystoreWork } from './custody/keystore-work';
import { KeysUnavailable } from './keys.errors';
import { type HeldKeyRow, KeystoreRepository, type OwnedKind } from './keystore.repository';

/** What is wrong with a key. */
export type KeyFault = 'missing' | 'closed';

/** Whether keys are there and open, a page at a time. No key leaves it. */
@Injectable()
export class KeyCheck {
  constructor(
    private readonly work: KeystoreWork,
    private readonly keystore: KeystoreRepository,
    private readonly ring: KeyRing,
  ) {}

  /** The data keys that are not in order, by their ids. */
  async data(wanted: readonly { readonly id: Id; readonly objectId: Id }[]): Promise<Map<Id, KeyFault>> {
    return this.#check('data', new Map(wanted.map(({ id, objectId }) => [id, objectId])), 'id');
  }

  /** The payload keys that are not in order, by their owners. */
  async payload(ownerIds: readonly Id[]): Promise<Map<Id, KeyFault>> {
    return this.#check('payload', new Map(ownerIds.map((id) => [id, id])), 'owner');
  }

  async #check(kind: OwnedKind, owners: ReadonlyMap<Id, Id>, by: 'id' | 'owner'): Promise<Map<Id, KeyFault>> {
    if (owners.size === 0) return new Map();
    return this.work.read(async (tx) => {
      const faults = new Map<Id, KeyFault>([...owners.keys()].map((name) => [name, 'missing']));
      for (const row of await this.keystore.listHeld(tx, kind, { by, ids: [...owners.keys()] })) {
        const name = by === 'id' ? row.id : row.ownerId;
        const owner = owners.get(name);
        if (owner === undefined) continue;
        if (await opens(async () => this.#open(await this.ring.subjectKey(tx, row.subject), kind, row, owner)))
          faults.delete(name);
        else faults.set(name, 'closed');
      }
      return faults;
    });
  }

  #open(under: Awaited<ReturnType<KeyRing['subjectKey']>>, kind: OwnedKind, row: HeldKeyRow, owner: Id): void {
    this.ring.openOwned(kind, under, row, owner);
  }
}

/** False only where the bytes do not open; a provider that is away is no fault of a key. */
async function opens(open: () => Promise<void>): Promise<boolean> {
  try {
    await open();
    return true;
  } catch (error) {
    if (error instanceof KeysUnavailable && (error.failure === 'refused' || error.failure === 'ended')) return false;
    throw error;
  }
}
