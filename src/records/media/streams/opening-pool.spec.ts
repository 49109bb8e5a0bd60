import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Streams, heldBy, orderFor } from '../../../../test/unit/sealed-streams/media-streams';
import { secureRandom } from '../../../kernel';
import { type OpeningOrder } from '../media-streams';

const workerFile = join(__dirname, '../../../../test/unit/sealed-streams/opening-worker.mjs');
const mib = 1024 * 1024;

async function read(streams: Streams, order: OpeningOrder): Promise<Buffer> {
  const media = await streams.opener.open(order);
  const sink = new PassThrough();
  const seen = buffer(sink);
  await media.sendTo(sink);
  sink.end();
  return seen;
}

describe('opening on threads', () => {
  const streams = new Streams({}, workerFile);
  afterAll(() => streams.pool.onModuleDestroy());

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

  it('slots that were made are used again', async () => {
    const memory = jest.spyOn(streams.pool, 'memory');
    const taken = await streams.take(secureRandom(24 * mib));
    await read(streams, orderFor(taken));
    const slots = memory.mock.results.map(({ value }) => (value as Buffer).buffer);
    expect(slots.length).toBeGreaterThan(20);
    expect(new Set(slots).size).toBeLessThan(10);
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
    await streams.pool.onModuleDestroy();
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
