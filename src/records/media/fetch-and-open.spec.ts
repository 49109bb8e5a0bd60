import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { eventually } from '../../../test/support/eventually';
import { Streams, heldBy, orderFor } from '../../../test/unit/sealed-streams/media-streams';
import { newId, secureRandom } from '../../kernel';
import { type OpeningOrder } from './media-streams';

const mib = 1024 * 1024;

/** Everything a client would see of one opening. */
async function read(streams: Streams, order: OpeningOrder): Promise<Buffer> {
  const media = await streams.opener.open(order);
  const sink = new PassThrough();
  const seen = buffer(sink);
  await media.sendTo(sink);
  sink.end();
  return seen;
}

/** A client that does not read yet. */
function slowSink(): PassThrough {
  return new PassThrough({ highWaterMark: 16384 });
}

describe('fetching and opening', () => {
  it.each([1, 16384, 100_000, 3 * mib])('%i bytes come back', async (length) => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(length));
    expect((await read(streams, orderFor(taken))).equals(taken.plain)).toBe(true);
    expect(streams.memory.used).toBe(0);
    expect(streams.store.open).toBe(0);
  });

  it('a range asks for its chunks alone', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(3 * mib));
    const range = { from: mib, to: mib + 50_000, suffix: false };
    expect((await read(streams, orderFor(taken, { range }))).equals(taken.plain.subarray(mib, mib + 50_000))).toBe(
      true,
    );
    expect(streams.store.gets.map(({ start, end }) => end - start + 1).sort((a, b) => a - b)).toEqual([136, 4 * 16400]);
  });

  it('the header is fetched once', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(mib));
    const range = { from: 500_000, to: 500_001, suffix: false };
    for (let round = 0; round < 3; round += 1) await read(streams, orderFor(taken, { range }));
    expect(streams.store.gets.filter(({ end }) => end === 135)).toHaveLength(1);
  });

  it('a suffix verifies the last chunk first', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(mib));
    const range = { from: 100_000, to: mib, suffix: true };
    expect((await read(streams, orderFor(taken, { range }))).equals(taken.plain.subarray(100_000))).toBe(true);
    streams.store.lie = (bytes, { start }) => (start > mib ? Buffer.alloc(bytes.length) : bytes);
    await expect(streams.opener.open(orderFor(taken, { range }))).rejects.toMatchObject({
      reason: 'CHUNK_INVALID',
      chunk: 64,
    });
  });

  it('the read is pinned and names its entry', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(10));
    await read(streams, orderFor(taken));
    const { versionId, etag, size } = taken.object;
    expect(streams.store.gets[0]).toMatchObject({ versionId, etag, size, entry: 7 });
  });

  it('another key or id opens nothing', async () => {
    const streams = new Streams();
    const [one, other] = [await streams.take(secureRandom(100)), await streams.take(secureRandom(100))];
    await expect(streams.opener.open(orderFor(one, { dataKey: other.dataKey }))).rejects.toMatchObject({
      reason: 'COMMITMENT_MISMATCH',
    });
    const ids = { ...one.ids, mediaId: newId() };
    await expect(streams.opener.open(orderFor(one, { ids }))).rejects.toMatchObject({ reason: 'HEADER_MISMATCH' });
    expect(streams.memory.used).toBe(0);
  });

  it('nothing is sent before the first chunk', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(mib));
    streams.store.lie = (bytes) => bytes.fill(0, 200, 201);
    await expect(streams.opener.open(orderFor(taken))).rejects.toMatchObject({ reason: 'CHUNK_INVALID', chunk: 0 });
  });

  it('a slow client holds the store back', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(8 * mib));
    const media = await streams.opener.open(orderFor(taken));
    const sink = slowSink();
    const sent = media.sendTo(sink);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(media.sent).toBeLessThan(3 * mib);
    const seen = buffer(sink);
    await sent;
    sink.end();
    expect((await seen).equals(taken.plain)).toBe(true);
    expect(media.sent).toBe(8 * mib);
  });

  it('a revocation cuts the stream', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(8 * mib));
    const revoked = new AbortController();
    const media = await streams.opener.open(orderFor(taken, { signal: revoked.signal }));
    const sink = slowSink();
    const sent = media.sendTo(sink);
    setTimeout(() => revoked.abort(new Error('revoked')), 20);
    await expect(sent).rejects.toThrow('revoked');
    expect(sink.destroyed).toBe(true);
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('a client that leaves ends the reading', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(8 * mib));
    const media = await streams.opener.open(orderFor(taken));
    const sink = slowSink();
    setTimeout(() => sink.destroy(), 20);
    await expect(media.sendTo(sink)).rejects.toThrow('gone away');
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('what is discarded gives everything back', async () => {
    const streams = new Streams();
    const taken = await streams.take(secureRandom(8 * mib));
    (await streams.opener.open(orderFor(taken))).discard();
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('what is forgotten is given up', async () => {
    const streams = new Streams({ bodyIdleSeconds: 0.05 });
    const taken = await streams.take(secureRandom(8 * mib));
    const media = await streams.opener.open(orderFor(taken));
    await eventually(() => expect(streams.store.open).toBe(0));
    await expect(media.sendTo(slowSink())).rejects.toThrow();
    expect(streams.memory.used).toBe(0);
  });

  it('who waits for memory can leave', async () => {
    const streams = new Streams({ streamMemoryMib: 4 });
    const taken = await streams.take(secureRandom(8 * mib));
    const held = await streams.opener.open(orderFor(taken));
    const leaving = new AbortController();
    const waiting = streams.opener.open(orderFor(taken, { signal: leaving.signal }));
    leaving.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    held.discard();
    expect(streams.memory.used).toBe(0);
  });
});
