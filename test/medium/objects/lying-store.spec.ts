import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Refusal } from '../../../src/kernel';
import {
  ObjectChanged,
  ObjectMissing,
  putMemoryBytes,
  S3Store,
  StoreFull,
  StoreUnavailable,
  type StoredObject,
} from '../../../src/platform/objects';
import { openHeader, SealedError, sealing } from '../../../src/platform/sealed';
import { type Lie, LyingStore, refusalXml, type StoreRequest } from '../../support/lying-store';
import { collect, collectLent, inPieces, mib, newKey, rangeOf, readAll, someBytes } from './builders';

let lying: LyingStore;
const opened: S3Store[] = [];
const credentials = { region: 'us-east-1', bucket: 'vault', accessKey: 'somebody', secretKey: 'nothing-to-guess' };
const deadlines = { connectMs: 500, firstByteMs: 300, idleMs: 300 };
const retries = { attempts: 4, baseMs: 1, longestMs: 5 };

function openStore(options: Partial<ConstructorParameters<typeof S3Store>[0]> = {}): S3Store {
  const store = new S3Store({ url: lying.url, ...credentials, deadlines, retries, ...options });
  opened.push(store);
  return store;
}

beforeAll(async () => (lying = await LyingStore.start()));
afterAll(() => lying.stop());
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  lying.reset();
});

describe.each(['raw', 'http'] as const)('a lying store read by %s', (reading) => {
  const bytes = someBytes(700_000);
  let store: S3Store;
  let stored: StoredObject;
  beforeEach(async () => {
    store = openStore({ reading });
    stored = await store.put(newKey(), inPieces(bytes));
  });

  /** Reads, checks that what was handed out is a true beginning, and says how it ended. */
  async function outcome(start = 0, end = stored.size - 1): Promise<unknown> {
    const got: Buffer[] = [];
    let ended: unknown = 'whole';
    try {
      await (
        await store.get(stored.key, rangeOf(stored, start, end))
      ).pipeTo((batch) => {
        got.push(Buffer.from(batch));
        return undefined;
      });
    } catch (error) {
      ended = error;
    }
    const all = Buffer.concat(got);
    expect(all.equals(bytes.subarray(start, start + all.length))).toBe(true);
    if (ended === 'whole') expect(all.length).toBe(end - start + 1);
    return ended;
  }

  const short = 699_999;
  const changed: [string, Lie][] = [
    ['a shorter body', { headers: { 'Content-Length': String(short) }, body: (truth) => truth.subarray(0, short) }],
    [
      'a longer body',
      { headers: { 'Content-Length': '700001' }, body: (truth) => Buffer.concat([truth, Buffer.alloc(1)]) },
    ],
    ['another ETag', { headers: { ETag: '"0123"' } }],
    ['no ETag', { headers: { ETag: null } }],
    ['an older version', { headers: { 'x-amz-version-id': randomUUID() } }],
    ['no version', { headers: { 'x-amz-version-id': null } }],
    ['another range', { headers: { 'Content-Range': 'bytes 1-700000/700001' } }],
    ['another whole size', { headers: { 'Content-Range': 'bytes 0-699999/700001' } }],
    ['no range', { headers: { 'Content-Range': null } }],
    ['no length', { raw: Buffer.from('HTTP/1.1 206 OK\r\nConnection: close\r\n\r\nbytes') }],
    ['an error in a 200', { status: 200, body: () => refusalXml('InternalError') }],
    ['a redirect', { status: 307, headers: { Location: 'http://127.0.0.1:1/' } }],
    ['a refusal of the ETag', { status: 412 }],
    ['a refusal of the range', { status: 416 }],
  ];
  it.each(changed)('%s is not taken', async (_name, lie) => {
    lying.lie('get', lie);
    expect(await outcome()).toBeInstanceOf(ObjectChanged);
    expect(lying.count('get')).toBeLessThanOrEqual(retries.attempts);
  });

  const unusable: [string, Lie][] = [
    ['a body in chunks', { headers: { 'Content-Length': null, 'Transfer-Encoding': 'chunked' } }],
    ['two lengths', { headers: { 'Content-Length': ['700000', '5'] } }],
    ['a length that is no number', { raw: Buffer.from('HTTP/1.1 206 OK\r\nContent-Length: 0x10\r\n\r\n') }],
    ['no HTTP', { raw: Buffer.from('220 mail.example ESMTP\r\n\r\n') }],
    ['a head without end', { raw: Buffer.from(`HTTP/1.1 206 OK\r\nX: ${'x'.repeat(100_000)}`) }],
    ['silence', { silent: true }],
    ['half a head', { raw: Buffer.from('HTTP/1.1 206 Partial') }],
    ['SlowDown for ever', { status: 503 }],
    ['a broken connection for ever', { reset: 'before' }],
    ['a body cut for ever', { cutAfter: 1000 }],
    ['a body that stops', { hangAfter: 300_000 }],
    ['no permission', { status: 403 }],
  ];
  it.each(unusable)('%s makes it unavailable', async (_name, lie) => {
    lying.lie('get', lie);
    expect(await outcome()).toBeInstanceOf(StoreUnavailable);
  });

  const passing: [string, Lie][] = [
    ['SlowDown', { status: 503 }],
    ['a reset connection', { reset: 'before' }],
    ['a body cut at its beginning', { cutAfter: 0 }],
    ['a body cut in the middle', { cutAfter: 333_333 }],
    ['a body cut before its last byte', { cutAfter: 699_999 }],
  ];
  it.each(passing)('%s, twice, is got over', async (_name, lie) => {
    lying.lie('get', lie, 2);
    expect(await outcome()).toBe('whole');
    expect(lying.count('get')).toBeGreaterThan(1);
  });

  it('what changes after a cut is not taken', async () => {
    lying.lie('get', { cutAfter: 333_333 }, 1);
    lying.lie('get', { headers: { 'x-amz-version-id': randomUUID() } });
    expect(await outcome()).toBeInstanceOf(ObjectChanged);
  });

  it('bytes behind the body reach nobody', async () => {
    lying.lie('get', { body: (truth) => Buffer.concat([truth, Buffer.from('HTTP/1.1 206 OK\r\n\r\nsmuggled')]) }, 3);
    for (let reads = 0; reads < 4; reads += 1) expect(await outcome()).toBe('whole');
  });

  it('a connection closed while idle is replaced', async () => {
    for (let reads = 0; reads < 3; reads += 1) {
      expect(await outcome()).toBe('whole');
      for (const socket of lying.sockets) socket.destroy();
    }
  });

  it('a missing object is missing', async () => {
    lying.lie('get', { status: 404 });
    expect(await outcome()).toBeInstanceOf(ObjectMissing);
  });

  it('a missing bucket is no missing object', async () => {
    lying.lie('get', {
      raw: Buffer.from(
        `HTTP/1.1 404 Not Found\r\nContent-Length: ${refusalXml('NoSuchBucket').length}\r\n\r\n${refusalXml('NoSuchBucket').toString()}`,
      ),
    });
    expect(await outcome()).toBeInstanceOf(StoreUnavailable);
  });

  it('nobody there makes it unavailable', async () => {
    store = openStore({ reading, url: 'http://127.0.0.1:1' });
    expect(await outcome()).toBeInstanceOf(StoreUnavailable);
  });

  it('waiting for the receiver is no idleness', async () => {
    const reader = await store.get(stored.key, rangeOf(stored));
    const got: Buffer[] = [];
    await reader.pipeTo(async (batch) => {
      got.push(Buffer.from(batch));
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    expect(Buffer.concat(got).equals(bytes)).toBe(true);
  });

  it('the log entry is sent along', async () => {
    let seen = '';
    lying.lie('get', () => {
      seen = 'asked';
      return undefined;
    });
    await collect(await store.get(stored.key, { ...rangeOf(stored), entry: 4711 }));
    expect(seen).toBe('asked');
  });

  it('no lie makes a wrong byte', async () => {
    const lies = fc.constantFrom(
      ...[...changed, ...unusable, ...passing]
        .map(([, lie]) => lie)
        .filter((lie) => lie.silent !== true && lie.hangAfter === undefined && lie.raw === undefined),
    );
    const at = fc.nat(bytes.length - 1);
    await fc.assert(
      fc.asyncProperty(lies, at, at, fc.integer({ min: 1, max: 4 }), async (lie, a, b, times) => {
        lying.lie('get', lie, times);
        const ended = await outcome(Math.min(a, b), Math.max(a, b));
        expect(ended === 'whole' || ended instanceof Refusal).toBe(true);
        lying.lie('get', {}, 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(['raw', 'http'] as const)('a sealed object read by %s', (reading) => {
  const key = randomBytes(32);
  const plain = someBytes(300_000);
  const ids = { vaultId: randomUUID(), mediaId: randomUUID(), objectId: randomUUID(), dataKeyId: randomUUID() };
  let store: S3Store;
  let stored: StoredObject;
  beforeEach(async () => {
    store = openStore({ reading });
    stored = await store.put(newKey(), sealing(key, ids, inPieces(plain)));
  });

  async function openAll(): Promise<{ plain: Buffer; error: unknown }> {
    const pieces: Buffer[] = [];
    try {
      const header = await collect(await store.get(stored.key, rangeOf(stored, 0, 135)));
      const opener = openHeader(key, { ids, length: plain.length }, { header, size: stored.size }).whole();
      const reader = await store.get(stored.key, rangeOf(stored, opener.start, opener.end - 1));
      await reader.pipeTo((batch) => {
        pieces.push(...opener.push(batch).map((piece) => Buffer.from(piece)));
        return undefined;
      });
      opener.finish();
      return { plain: Buffer.concat(pieces), error: null };
    } catch (error) {
      return { plain: Buffer.concat(pieces), error };
    }
  }

  it('an honest store gives the plaintext', async () => {
    expect((await openAll()).plain.equals(plain)).toBe(true);
  });

  it('a flipped bit is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(299_999), fc.nat(7), async (at, bit) => {
        lying.lie('get', {
          body: (truth) => {
            const flipped = Buffer.from(truth);
            const index = at % flipped.length;
            flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << bit), index);
            return flipped;
          },
        });
        const { plain: got, error } = await openAll();
        expect(error).toBeInstanceOf(SealedError);
        expect(got.equals(plain.subarray(0, got.length))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("another object's bytes are refused", async () => {
    const otherIds = { ...ids, objectId: randomUUID() };
    const other = await collect(sealing(key, otherIds, inPieces(plain)));
    lying.lie('get', (request: StoreRequest) => ({
      body: (truth) =>
        request.earlier % 2 === 0 && truth.length > 136
          ? truth
          : other.subarray(truth.length > 136 ? 136 : 0, truth.length > 136 ? undefined : 136),
    }));
    const { plain: got, error } = await openAll();
    expect(error).toBeInstanceOf(SealedError);
    expect(got.length).toBe(0);
  });
});

describe('a lying store written to', () => {
  const large = someBytes(16 * mib + 1000);
  /** Long enough for a busy machine, short enough for the tests of silence. */
  const patient = { deadlines: { ...deadlines, idleMs: 1000 } };
  const small = someBytes(1000);

  const passing: [string, StoreRequest['op'], Lie, Buffer][] = [
    ['SlowDown on a put', 'put', { status: 503 }, small],
    ['a reset put', 'put', { reset: 'before' }, small],
    ['SlowDown at the beginning', 'begin', { status: 503 }, large],
    ['SlowDown on a part', 'part', { status: 503 }, large],
    ['a reset part', 'part', { reset: 'before' }, large],
    ['a silent part', 'part', { silent: true }, large],
    ['a refused checksum', 'part', { status: 400, body: () => refusalXml('BadDigest') }, large],
    ['SlowDown at the end', 'complete', { status: 503 }, large],
    ['a lost answer to the end', 'complete', { reset: 'after' }, large],
  ];
  it.each(passing)('%s is got over', async (_name, op, lie, bytes) => {
    const store = openStore(patient);
    lying.lie(op, lie, 2);
    const stored = await store.put(newKey(), inPieces(bytes, mib));
    expect((await readAll(store, stored)).equals(bytes)).toBe(true);
    expect(lying.versions.get(stored.key)).toHaveLength(1);
    expect(lying.uploads.size).toBe(0);
  });

  const failing: [
    string,
    StoreRequest['op'],
    Lie | ((request: StoreRequest) => Lie | undefined),
    typeof Refusal,
    Buffer,
  ][] = [
    ['SlowDown for ever on a put', 'put', { status: 503 }, StoreUnavailable, small],
    ['a full store on a put', 'put', { status: 507, body: () => refusalXml('XMinioStorageFull') }, StoreFull, small],
    ['a full store without a word', 'put', { status: 507 }, StoreFull, small],
    ['no permission', 'put', { status: 403 }, StoreUnavailable, small],
    ['silence on a put', 'put', { silent: true }, StoreUnavailable, small],
    [
      'SlowDown for ever on part 2',
      'part',
      ({ part }) => (part === 2 ? { status: 503 } : undefined),
      StoreUnavailable,
      large,
    ],
    [
      'a full store on part 3',
      'part',
      ({ part }) => (part === 3 ? { status: 507, body: () => refusalXml('XMinioStorageFull') } : undefined),
      StoreFull,
      large,
    ],
    ['silence on part 1', 'part', ({ part }) => (part === 1 ? { silent: true } : undefined), StoreUnavailable, large],
    ['resets on part 3', 'part', ({ part }) => (part === 3 ? { reset: 'before' } : undefined), StoreUnavailable, large],
    ['a part without ETag', 'part', { headers: { ETag: null } }, Refusal, large],
    [
      'an upload without id',
      'begin',
      {
        body: () => Buffer.from('<InitiateMultipartUploadResult><UploadId></UploadId></InitiateMultipartUploadResult>'),
      },
      Refusal,
      large,
    ],
    [
      'an error in a 200 at the end',
      'complete',
      { status: 200, body: () => refusalXml('InternalError') },
      StoreUnavailable,
      large,
    ],
    [
      'another ETag at the end',
      'complete',
      { body: (truth) => Buffer.from(truth.toString().replace(/"[^"]+"<\/ETag/, '"0"</ETag')) },
      ObjectChanged,
      large,
    ],
    ['another size afterwards', 'head', { headers: { 'Content-Length': '999' } }, ObjectChanged, small],
    ['another version afterwards', 'head', { headers: { 'x-amz-version-id': randomUUID() } }, ObjectChanged, small],
  ];
  it.each(failing)('%s ends the put', async (_name, op, lie, refusal, bytes) => {
    const store = openStore(patient);
    lying.lie(op, lie);
    await expect(store.put(newKey(), inPieces(bytes, mib))).rejects.toThrow(refusal);
    // Where the store keeps the id to itself, nobody can abort.
    expect(lying.uploads.size).toBe(op === 'begin' ? 1 : 0);
  });

  it('a dropped part is noticed', async () => {
    const store = openStore(patient);
    lying.lie('complete', () => {
      for (const { parts } of lying.uploads.values()) parts.delete(2);
      return undefined;
    });
    const key = newKey();
    await expect(store.put(key, inPieces(large, mib))).rejects.toThrow(ObjectChanged);
    expect(lying.versions.get(key)).toEqual([]);
  });

  it('a failing abort hides no error', async () => {
    const store = openStore(patient);
    lying.lie('part', { status: 507, body: () => refusalXml('XMinioStorageFull') });
    lying.lie('abort', { status: 503 });
    await expect(store.put(newKey(), inPieces(large, mib))).rejects.toThrow(StoreFull);
  });

  it('a failing part ends a source that hangs', async () => {
    const store = openStore(patient);
    lying.lie('part', { status: 403 });
    async function* source(): AsyncGenerator<Buffer> {
      yield someBytes(9 * mib);
      await new Promise(() => undefined);
    }
    await expect(store.put(newKey(), source())).rejects.toThrow(StoreUnavailable);
    expect(lying.uploads.size).toBe(0);
  });

  it('256 MiB of unknown length stay bounded', async () => {
    const store = openStore(patient);
    lying.forgetful = true;
    const piece = someBytes(mib);
    let [given, most] = [0, 0];
    async function* source(): AsyncGenerator<Buffer> {
      for (; given < 256 * mib; given += piece.length) {
        most = Math.max(most, given - lying.received);
        yield Promise.resolve(piece);
      }
    }
    // The store has forgotten the bytes, so that the size is wrong in the end; the way there is what counts.
    await expect(store.put(newKey(), source())).rejects.toThrow(ObjectChanged);
    lying.forgetful = false;
    expect(given).toBe(256 * mib);
    expect(most).toBeLessThanOrEqual(putMemoryBytes + piece.length);
  });

  it('no answer makes it hang or crash', async () => {
    const store = openStore({ retries: { attempts: 2, baseMs: 1, longestMs: 1 } });
    const ops = fc.constantFrom<StoreRequest['op']>(
      'begin',
      'part',
      'complete',
      'head',
      'versions',
      'uploads',
      'versioning',
      'put',
      'abort',
    );
    const bombs = [
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><ListVersionsResult><Version><Key>&b;</Key></Version></ListVersionsResult>',
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><InitiateMultipartUploadResult><UploadId>&f;</UploadId></InitiateMultipartUploadResult>',
      '<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>',
      '<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>',
      '<__proto__><polluted>yes</polluted></__proto__>',
      '<a>'.repeat(2000),
    ];
    const body = fc.oneof(
      fc.constantFrom(...bombs).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(ops, fc.constantFrom(200, 204, 404, 400), body, async (op, status, answer) => {
        lying.reset();
        lying.lie(op, { status, body: () => answer });
        const works = [
          store.put(newKey(), inPieces(someBytes(8 * mib + 1), mib)),
          store.deleteAllVersions(newKey()),
          store.check(),
          collectLent(
            await store
              .get('k', { ...rangeOf({ key: 'k', versionId: null, etag: '', size: 1 }) })
              .catch(() => ({ pipeTo: () => Promise.resolve() }) as never),
          ).catch(() => []),
        ];
        for (const { status: settled, ...rest } of await Promise.allSettled(works)) {
          if (settled === 'rejected' && 'reason' in rest) expect(rest.reason).toBeInstanceOf(Refusal);
        }
        expect({}).not.toHaveProperty('polluted');
      }),
      { numRuns: 25 },
    );
  });
});
