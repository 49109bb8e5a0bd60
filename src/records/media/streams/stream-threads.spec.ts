import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Streams, heldBy, orderFor } from '../../../../test/unit/sealed-streams/media-streams';
import { secureRandom } from '../../../kernel';
import { sealedSize } from '../../../platform/sealed';
import { type OpeningOrder } from '../media-streams';
import { slotsOfASealing } from './batch-sealing';

const workerFile = join(__dirname, '../../../../test/unit/sealed-streams/stream-worker.mjs');
const mib = 1024 * 1024;

async function read(streams: Streams, order: OpeningOrder): Promise<Buffer> {
  const media = await streams.opener.open(order);
  const sink = new PassThrough();
  const seen = buffer(sink);
  await media.sendTo(sink);
  sink.end();
  return seen;
}

/** Pieces of any size, then perhaps an error. */
async function* pieces(plain: Buffer, error?: Error): AsyncGenerator<Buffer> {
  for (let at = 0, size = 1; at < plain.length; at += size, size = (size * 7919) % 200_003)
    yield await Promise.resolve(plain.subarray(at, at + size));
  if (error) throw error;
}

describe('sealing on threads', () => {
  const streams = new Streams({}, workerFile);
  afterAll(() => streams.threads.onModuleDestroy());

  it.each([0, 1, mib - 1, mib, mib + 16384, 5 * mib, 7_654_321])('%i bytes open again', async (length) => {
    const plain = secureRandom(length);
    const taken = await streams.take(plain, pieces(plain));
    expect(taken.object).toMatchObject({ length, size: sealedSize(length) });
    const stored = streams.store.objects.get(taken.object.objectKey)?.bytes ?? Buffer.alloc(0);
    expect(taken.object.sha256).toBe(createHash('sha256').update(stored).digest('hex'));
    expect((await read(streams, orderFor(taken))).equals(plain)).toBe(true);
  });

  it('short declared ones stay on this thread', async () => {
    const sealing = jest.spyOn(streams.threads, 'sealing');
    await streams.take(secureRandom(1000), undefined, 1000);
    expect(sealing).not.toHaveBeenCalled();
    await streams.take(secureRandom(4 * mib), undefined, 4 * mib);
    expect(sealing).toHaveBeenCalledTimes(1);
  });

  it('many at once stay apart', async () => {
    const items = await Promise.all([3, 4, 5, 6, 7].map((size) => streams.take(secureRandom(size * mib))));
    for (const taken of items) expect((await read(streams, orderFor(taken))).equals(taken.plain)).toBe(true);
    expect(streams.memory.used).toBe(0);
  });

  it('a few slots serve a long one', async () => {
    const takeSlot = jest.spyOn(streams.threads, 'takeSlot');
    const giveSlotBack = jest.spyOn(streams.threads, 'giveSlotBack');
    await streams.take(secureRandom(24 * mib));
    expect(takeSlot.mock.calls.length).toBeGreaterThan(20);
    expect(takeSlot.mock.calls.length - giveSlotBack.mock.calls.length).toBeLessThanOrEqual(slotsOfASealing);
  });

  it('the error of a source comes through', async () => {
    const taking = streams.take(Buffer.alloc(0), pieces(secureRandom(5 * mib), new Error('gone')));
    await expect(taking).rejects.toThrow('gone');
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('threads that end fail the put', async () => {
    const before = streams.store.objects.size;
    const plain = secureRandom(3 * mib);
    async function* ending(): AsyncGenerator<Buffer> {
      yield plain;
      await streams.threads.onModuleDestroy();
      yield plain;
    }
    await expect(streams.take(plain, ending())).rejects.toThrow('ended');
    expect(streams.store.objects.size).toBe(before);
    expect(await heldBy(streams)).toEqual([0, 0]);
  });
});

describe('opening on threads', () => {
  const streams = new Streams({}, workerFile);
  afterAll(() => streams.threads.onModuleDestroy());

  it.each([3 * mib, 4 * mib + 1, 5_000_000])('%i bytes come back in order', async (length) => {
    const taken = await streams.take(secureRandom(length));
    expect((await read(streams, orderFor(taken))).equals(taken.plain)).toBe(true);
  });

  it('ranges are cut to the byte', async () => {
    const taken = await streams.take(secureRandom(8 * mib));
    for (const [from, to] of [
      [1, 8 * mib],
      [16383, 5 * mib + 3],
      [16384, 8 * mib - 1],
      [2 * mib + 7, 7 * mib],
    ] as const) {
      const seen = await read(streams, orderFor(taken, { range: { from, to, suffix: false } }));
      expect(seen.equals(taken.plain.subarray(from, to))).toBe(true);
    }
  });

  it('streams side by side stay apart', async () => {
    const items = await Promise.all([3, 4, 5, 6].map((size) => streams.take(secureRandom(size * mib))));
    const seen = await Promise.all(items.map((taken) => read(streams, orderFor(taken))));
    seen.forEach((bytes, index) => expect(bytes.equals(items[index]?.plain ?? Buffer.alloc(0))).toBe(true));
    expect(streams.memory.used).toBe(0);
  });

  it('every slot comes back', async () => {
    const takeSlot = jest.spyOn(streams.threads, 'takeSlot');
    const giveSlotBack = jest.spyOn(streams.threads, 'giveSlotBack');
    const taken = await streams.take(secureRandom(24 * mib));
    await read(streams, orderFor(taken));
    expect(takeSlot.mock.calls.length).toBeGreaterThan(20);
    expect(giveSlotBack).toHaveBeenCalledTimes(takeSlot.mock.calls.length);
  });

  it('the wrong key opens nothing', async () => {
    const [one, other] = [await streams.take(secureRandom(3 * mib)), await streams.take(secureRandom(10))];
    const opening = streams.opener.open(orderFor(one, { dataKey: other.dataKey }));
    await expect(opening).rejects.toMatchObject({ reason: 'COMMITMENT_MISMATCH' });
  });

  it('threads that end cut the stream', async () => {
    const taken = await streams.take(secureRandom(16 * mib));
    const media = await streams.opener.open(orderFor(taken));
    const sink = new PassThrough();
    const sent = expect(media.sendTo(sink)).rejects.toThrow('ended');
    await streams.threads.onModuleDestroy();
    sink.resume();
    await sent;
    expect(sink.destroyed).toBe(true);
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('threads that ended are replaced', async () => {
    const taken = await streams.take(secureRandom(3 * mib));
    expect((await read(streams, orderFor(taken))).equals(taken.plain)).toBe(true);
  });
});
