import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { newId, secureRandom, systemClock } from '../../../src/kernel';
import { DirectoryStore } from '../../../src/platform/objects';
import { Settings } from '../../../src/platform/settings';
import { FetchAndOpen } from '../../../src/records/media/fetch-and-open';
import { type OpeningOrder } from '../../../src/records/media/media-streams';
import { SealAndStore } from '../../../src/records/media/seal-and-store';
import { StreamThreads } from '../../../src/records/media/streams/stream-threads';
import { StreamMemory } from '../../../src/records/media/streams/stream-memory';
import { type Taken, orderFor } from './media-streams';

const settings = new Settings();
const workerFile = join(__dirname, 'stream-worker.mjs');

describe('sealed objects in a directory', () => {
  let folder: string;
  let sealer: SealAndStore;
  let opener: FetchAndOpen;
  let threads: StreamThreads;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-streams-'));
    const store = new DirectoryStore(folder, systemClock);
    const memory = new StreamMemory(settings);
    threads = new StreamThreads(settings, workerFile);
    sealer = new SealAndStore(store, memory, threads);
    opener = new FetchAndOpen(store, memory, threads, settings);
  });
  afterEach(async () => {
    await threads.onModuleDestroy();
    rmSync(folder, { recursive: true });
  });

  async function take(length: number): Promise<Taken> {
    const plain = secureRandom(length);
    const ids = { vaultId: newId(), mediaId: newId(), objectId: newId(), dataKeyId: newId() };
    const dataKey = createSecretKey(secureRandom(32));
    const objectKey = `objects/${ids.objectId.slice(0, 2)}/${ids.objectId}`;
    const signal = new AbortController().signal;
    const object = await sealer.store({ ids, dataKey, objectKey, plain: Readable.from([plain]), length, signal });
    return { ids, dataKey, object, plain };
  }

  async function read(order: OpeningOrder): Promise<Buffer> {
    const media = await opener.open(order);
    const sink = new PassThrough();
    const seen = buffer(sink).catch(() => Buffer.alloc(0));
    await media.sendTo(sink);
    sink.end();
    return seen;
  }

  /** The file of an object, wherever the store has put it. */
  function fileOf({ object }: Taken): string {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const found = files.find((path) => path.includes(object.versionId ?? '') && statSync(path).isFile());
    if (found === undefined) throw new Error('The object has no file.');
    return found;
  }

  it.each([1, 16384, 1_000_000, 5_000_000])('%i bytes come back', async (length) => {
    const taken = await take(length);
    expect((await read(orderFor(taken))).equals(taken.plain)).toBe(true);
    const range = { from: Math.floor(length / 3), to: length, suffix: true };
    expect((await read(orderFor(taken, { range }))).equals(taken.plain.subarray(range.from))).toBe(true);
  });

  it('no plaintext touches the disk', async () => {
    const taken = await take(200_000);
    expect(readFileSync(fileOf(taken)).includes(taken.plain.subarray(1000, 1016))).toBe(false);
  });

  it('a flipped bit on the disk is found', async () => {
    const taken = await take(5_000_000);
    const file = fileOf(taken);
    const bytes = readFileSync(file);
    for (const at of [0, 110, 3000, 4_900_000]) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(at) ^ 4, at);
      writeFileSync(file, forged);
      await expect(read(orderFor(taken))).rejects.toMatchObject({ name: 'SealedError' });
    }
  });

  it('a file cut short is found', async () => {
    const taken = await take(5_000_000);
    const file = fileOf(taken);
    writeFileSync(file, readFileSync(file).subarray(0, 4_000_000));
    await expect(read(orderFor(taken))).rejects.toThrow();
  });

  it("another object's file is found", async () => {
    const [one, other] = [await take(300_000), await take(300_000)];
    writeFileSync(fileOf(one), readFileSync(fileOf(other)));
    await expect(read(orderFor(one))).rejects.toMatchObject({ reason: 'HEADER_MISMATCH' });
  });
});
