import { type AddressInfo, createConnection } from 'node:net';
import { type Server, createServer, get } from 'node:http';
import { join } from 'node:path';
import { secureRandom } from '../../../src/kernel';
import { Streams, type Taken, heldBy, orderFor } from './media-streams';

const length = 3 * 1024 * 1024 + 777;

interface Seen {
  status: number | null;
  bytes: Buffer;
  complete: boolean;
}

/** A server that answers as the vault does: a status only after the first chunk, a whole answer or a cut one. */
function serve(streams: Streams, taken: Taken, signal = new AbortController().signal): Promise<Server> {
  const server = createServer((_request, response) => {
    void (async () => {
      const media = await streams.opener.open(orderFor(taken, { signal })).catch(() => null);
      if (!media) return response.writeHead(502).end();
      response.writeHead(200, { 'Content-Length': taken.object.length });
      await media.sendTo(response).then(
        () => response.end(),
        () => undefined,
      );
      return undefined;
    })();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function fetchAll(server: Server): Promise<Seen> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const request = get({ port: portOf(server), host: '127.0.0.1', agent: false }, (response) => {
      const seen = (): Seen => ({
        status: response.statusCode ?? null,
        bytes: Buffer.concat(pieces),
        complete: response.complete,
      });
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', () => undefined);
      response.on('close', () => resolve(seen()));
    });
    request.on('error', () => resolve({ status: null, bytes: Buffer.concat(pieces), complete: false }));
  });
}

const workerFile = join(__dirname, 'stream-worker.mjs');
const ways = [
  ['the main thread', 'no worker'],
  ['threads', workerFile],
] as const;

describe.each(ways)('a client behind a lying store, opened on %s', (_way, file) => {
  let streams: Streams;
  let taken: Taken;
  let server: Server;
  beforeEach(async () => {
    await serving(30);
  });
  const serving = async (bodyIdleSeconds: number): Promise<void> => {
    streams = new Streams({ bodyIdleSeconds }, file);
    taken = await streams.take(secureRandom(length));
    server = await serve(streams, taken);
  };
  const ending = async (): Promise<void> => {
    await new Promise((resolve) => server.close(resolve));
    await streams.threads.onModuleDestroy();
  };
  afterEach(() => ending());

  async function expectNoWrongByte(): Promise<Seen> {
    const seen = await fetchAll(server);
    expect(seen.bytes.equals(taken.plain.subarray(0, seen.bytes.length))).toBe(true);
    expect(seen.status === 200 && seen.complete).toBe(false);
    expect(await heldBy(streams)).toEqual([0, 0]);
    return seen;
  }

  it('gets everything from an honest one', async () => {
    const seen = await fetchAll(server);
    expect(seen).toMatchObject({ status: 200, complete: true });
    expect(seen.bytes.equals(taken.plain)).toBe(true);
  });

  it('a flipped bit reaches nobody', async () => {
    for (const at of [0, 70, 90, 120, 140, 16_530, 500_000, 2_000_000, taken.object.size - 1]) {
      streams.store.lie = (bytes) => {
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
        return bytes;
      };
      const { status, bytes } = await expectNoWrongByte();
      expect(status).toBe(at < 4 * 16400 ? 502 : 200);
      expect(bytes.length).toBeLessThan(Math.max(at, 1));
    }
  });

  it('a short body is never whole', async () => {
    for (const kept of [1, 135, 136, 20_000, 1_500_000, taken.object.size - 1]) {
      streams.store.lie = (bytes) => bytes.subarray(0, kept);
      await expectNoWrongByte();
    }
  });

  it('extra bytes are never sent', async () => {
    streams.store.lie = (bytes) => Buffer.concat([bytes, bytes]);
    await expectNoWrongByte();
  });

  it("another object's bytes reach nobody", async () => {
    const other = await streams.take(secureRandom(length));
    const foreign = streams.store.objects.get(other.object.objectKey)?.bytes ?? Buffer.alloc(0);
    streams.store.lie = () => foreign;
    expect((await expectNoWrongByte()).status).toBe(502);
    streams.store.lie = (bytes) => Buffer.concat([bytes.subarray(0, 1_000_136), foreign.subarray(1_000_136)]);
    expect((await expectNoWrongByte()).status).toBe(200);
  });

  it('random damage never shows', async () => {
    for (let round = 0; round < 24; round += 1) {
      const [at, how] = [secureRandom(4).readUInt32BE() % taken.object.size, round % 3];
      streams.store.lie = (bytes) => {
        if (how === 0) return bytes.subarray(0, at);
        if (how === 1) return Buffer.concat([bytes.subarray(0, at), secureRandom(bytes.length - at)]);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (round % 8)), at);
        return bytes;
      };
      await expectNoWrongByte();
    }
  });

  it('a store that falls silent frees everything', async () => {
    await ending();
    await serving(2);
    streams.store.silentFrom = 1_000_000;
    const { status } = await expectNoWrongByte();
    expect(status).toBe(200);
  });

  it('a client that leaves frees everything', async () => {
    const socket = createConnection(portOf(server), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(await heldBy(streams)).toEqual([0, 0]);
  });

  it('a revocation cuts a stalled client', async () => {
    const revoked = new AbortController();
    const other = await serve(streams, await streams.take(secureRandom(20 * 1024 * 1024)), revoked.signal);
    const socket = createConnection(portOf(other), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    await new Promise((resolve) => socket.once('readable', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.once('error', () => undefined);
    const started = performance.now();
    revoked.abort(new Error('revoked'));
    socket.resume();
    await closed;
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await heldBy(streams)).toEqual([0, 0]);
    await new Promise((resolve) => other.close(resolve));
  });
});
