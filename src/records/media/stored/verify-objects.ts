import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, type Id, systemActor } from '../../../kernel';
import { AuditDatabase, VaultDatabase } from '../../../platform/database';
import {
  OBJECT_STORE,
  ObjectChanged,
  ObjectMissing,
  type ObjectStore,
  type StoredObject,
  StoreUnavailable,
} from '../../../platform/objects';
import {
  Audit,
  AuditUnavailable,
  countStoredObjects,
  firstStoredObjects,
  hasEnded,
  listNamedObjects,
  listStoredObjects,
  type NamedObject,
  type StoredObjectEntry,
} from '../../../trust/audit';
import { objectKeyOf } from '../intake/reservations';
import { MediaRepository, type MediaRow } from '../media.repository';
import { isYoung, type ObjectFindingKind, ObjectFindings, objectIn, type ObjectsResult } from './object-findings';

const system = { actor: systemActor };
const pageSize = 256;
const streams = 4;

export type ObjectsProgress = (read: number, expected: number) => void;

/**
 * Holds the store against the log: every object that an entry `media.stored` names is read to its end, and whatever no
 * entry names is told. The entry alone says what was stored: neither the item's row nor the store is believed.
 */
@Injectable()
export class ObjectVerification {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly log: AuditDatabase,
    private readonly media: MediaRepository,
    private readonly audit: Audit,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async verify(progress: ObjectsProgress = () => undefined): Promise<ObjectsResult> {
    const begun = await this.#begin();
    const expected = await this.log.read(system, countStoredObjects);
    const run = { entry: begun.n, findings: new ObjectFindings(), read: 0, ended: 0, bytes: 0, young: 0 };
    let place: typeof firstStoredObjects | null = firstStoredObjects;
    while (place !== null) {
      const from: typeof firstStoredObjects = place;
      const page = await this.log.read(system, (tx) => listStoredObjects(tx, from, pageSize));
      await this.#checkPage(page.entries, run, () => progress(run.read + run.ended, expected));
      place = page.next;
    }
    await this.#findExtras(run);
    const { findings, read, ended, bytes, young } = run;
    const result = {
      intact: findings.count === 0,
      objects: { expected, read, ended },
      bytes,
      young,
      findingCount: findings.count,
      findings: findings.list,
    };
    await this.#record(result, begun.id);
    return result;
  }

  async #checkPage(entries: readonly StoredObjectEntry[], run: Run, progress: () => void): Promise<void> {
    const ids = entries.map(({ media }) => media);
    const rows = await this.vault.read(system, (tx) => this.media.systemListByIds(tx, ids));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const waiting = entries[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const entry of waiting) {
        await this.#checkEntry(entry, byId.get(entry.media) ?? null, run);
        progress();
      }
    };
    await Promise.all(Array.from({ length: streams }, work));
  }

  async #checkEntry(entry: StoredObjectEntry, row: MediaRow | null, run: Run): Promise<void> {
    const kinds = entry.ended ? [] : [...rowFindings(entry, row), ...(await this.#readObject(entry, row, run))];
    // An item may have ended since its page was read.
    if (entry.ended || (kinds.length > 0 && (await this.log.read(system, (tx) => hasEnded(tx, entry.n))))) {
      run.ended += 1;
      return;
    }
    for (const kind of kinds) run.findings.add({ kind, n: entry.n, id: entry.id, key: objectKeyOf(entry.object) });
  }

  async #readObject(entry: StoredObjectEntry, row: MediaRow | null, run: Run): Promise<ObjectFindingKind[]> {
    const key = objectKeyOf(entry.object);
    const versionId = row?.object.objectKey === key ? row.object.versionId : null;
    try {
      const stored = await this.store.head(key, { versionId });
      if (stored.size !== entry.size) return ['object_differs'];
      const sha256 = await this.#digest(stored, run);
      run.read += 1;
      run.bytes += stored.size;
      return sha256 === entry.sha256 ? [] : ['object_differs'];
    } catch (error) {
      if (error instanceof ObjectMissing) return ['object_missing'];
      if (error instanceof ObjectChanged) return ['object_differs'];
      if (error instanceof StoreUnavailable) return ['object_unread'];
      throw error;
    }
  }

  async #digest({ key, versionId, etag, size }: StoredObject, { entry }: Run): Promise<string> {
    const hash = createHash('sha256');
    const reader = await this.store.get(key, { start: 0, end: size - 1, versionId, etag, size, entry });
    await reader.pipeTo((batch) => {
      hash.update(batch);
      return undefined;
    });
    return hash.digest('hex');
  }

  /** Two lists in one order, walked side by side: what the store holds, and what entries name. */
  async #findExtras(run: Run): Promise<void> {
    const now = this.clock.now();
    await this.log.read(system, async (tx) => {
      const named = new NamedObjects(listNamedObjects(tx));
      let before = '';
      for await (const { key, storedAt } of this.store.list('')) {
        if (key < before) throw new StoreUnavailable('unordered_list');
        const entry = await named.find(objectIn(key));
        if (entry === null && isYoung(storedAt, now)) run.young += 1;
        // One key, one object: a later version of it is nobody's.
        else if (entry === null || key === before)
          run.findings.add({ kind: 'object_extra', n: entry?.n ?? null, id: entry?.id ?? null, key });
        before = key;
      }
    });
  }

  /**
   * That all is going to be read is an entry, whose number goes along with every reading, so that the store's own log can be
   * held against it. Without a vault that seals it there is no number; nothing is opened here, so it is read all the same.
   */
  async #begin(): Promise<{ id: Id; n: number | undefined }> {
    const about = { type: 'audit.objects.read', reason: 'verification' } as const;
    const id = await this.audit.recordAlone({ ...about, actor: systemActor, role: 'system', decision: 'allow' });
    const n = await this.audit.sealed(id).catch((error: unknown) => {
      if (error instanceof AuditUnavailable) return undefined;
      throw error;
    });
    return { id, n };
  }

  /** That all was read is an entry, sealed by the vault that runs, or by the next one. */
  async #record({ intact, bytes }: ObjectsResult, begun: Id): Promise<void> {
    await this.audit.recordAlone({
      type: 'audit.verified',
      actor: systemActor,
      role: 'system',
      object: { object: begun },
      decision: 'allow',
      reason: intact ? 'objects_intact' : 'object_findings',
      bytes,
    });
  }
}

/** What entries name, asked for in the order of the ids. */
class NamedObjects {
  #next: Promise<IteratorResult<NamedObject, unknown>>;

  constructor(private readonly named: AsyncGenerator<NamedObject>) {
    this.#next = named.next();
  }

  async find(object: string | null): Promise<NamedObject | null> {
    if (object === null) return null;
    let next = await this.#next;
    while (next.done !== true && next.value.object < object) next = await (this.#next = this.named.next());
    return next.done !== true && next.value.object === object ? next.value : null;
  }
}

interface Run {
  /** Number of the entry behind which objects are read; absent where nobody has sealed it. */
  readonly entry: number | undefined;
  readonly findings: ObjectFindings;
  read: number;
  ended: number;
  bytes: number;
  young: number;
}

function rowFindings(entry: StoredObjectEntry, row: MediaRow | null): ObjectFindingKind[] {
  if (row === null) return ['item_missing'];
  const { objectKey, sha256, size } = row.object;
  const same = row.objectId === entry.object && objectKey === objectKeyOf(entry.object);
  return same && sha256 === entry.sha256 && size === entry.size ? [] : ['item_differs'];
}
