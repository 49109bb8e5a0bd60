import { type KeyObject, createSecretKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId, secureRandom } from '../../../src/kernel';
import { type ObjectIds } from '../../../src/platform/sealed';
import { Settings } from '../../../src/platform/settings';
import { FetchAndOpen } from '../../../src/records/media/fetch-and-open';
import { type OpeningOrder, type SealedMedia } from '../../../src/records/media/media-streams';
import { StreamThreads } from '../../../src/records/media/streams/stream-threads';
import { SealAndStore } from '../../../src/records/media/seal-and-store';
import { StreamMemory } from '../../../src/records/media/streams/stream-memory';
import { MemoryStore } from './memory-store';

export interface Taken {
  ids: ObjectIds;
  dataKey: KeyObject;
  object: SealedMedia;
  plain: Buffer;
}

/** The data path on a store that can lie. */
export class Streams {
  readonly store = new MemoryStore();
  readonly settings: Settings;
  readonly memory: StreamMemory;
  readonly threads: StreamThreads;
  readonly sealer: SealAndStore;
  readonly opener: FetchAndOpen;

  constructor(settings: Partial<Settings> = {}, workerFile = 'no worker') {
    this.settings = Object.assign(new Settings(), settings);
    this.memory = new StreamMemory(this.settings);
    this.threads = new StreamThreads(this.settings, workerFile);
    this.sealer = new SealAndStore(this.store, this.memory, this.threads);
    this.opener = new FetchAndOpen(this.store, this.memory, this.threads, this.settings);
  }

  async take(
    plain: Buffer,
    source: AsyncIterable<Buffer> = Readable.from(slices(plain)),
    length?: number,
  ): Promise<Taken> {
    const ids = { vaultId: newId(), mediaId: newId(), objectId: newId(), dataKeyId: newId() };
    const dataKey = createSecretKey(secureRandom(32));
    const signal = new AbortController().signal;
    const object = await this.sealer.store({ ids, dataKey, objectKey: ids.objectId, plain: source, length, signal });
    return { ids, dataKey, object, plain };
  }
}

/** Waits until nothing is held any more; says what still is after ten seconds. */
export async function heldBy({ memory, store }: Streams): Promise<[memory: number, reads: number]> {
  for (let wait = 0; wait < 500 && (memory.used > 0 || store.open > 0); wait += 1) await sleep(20);
  return [memory.used, store.open];
}

export function orderFor(taken: Taken, change: Partial<OpeningOrder> = {}): OpeningOrder {
  const { ids, dataKey, object } = taken;
  const range = { from: 0, to: object.length, suffix: false };
  return { ids, dataKey, object, range, entry: 7, signal: new AbortController().signal, ...change };
}

function* slices(plain: Buffer): Generator<Buffer> {
  for (let at = 0; at < plain.length; at += 65536) yield plain.subarray(at, at + 65536);
}
