import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import {
  LengthMismatch,
  ObjectChanged,
  ObjectMissing,
  type ObjectStore,
  StoreUnavailable,
  type StoredObject,
} from '../../../src/platform/objects';
import { eventually } from '../../support/eventually';
import { collect, collectLent, inPieces, listAll, mib, newKey, rangeOf, readAll, someBytes } from './builders';

const chunk = 16_400;

/** What every store has to do, whatever it is made of. `store` is asked for when the tests run. */
export function objectStoreContract(store: () => ObjectStore): void {
  const put = (bytes: Buffer, key = newKey()): Promise<StoredObject> => store().put(key, inPieces(bytes));

  describe('putting', () => {
    it.each([0, 1, 152, 8 * mib - 1, 8 * mib, 8 * mib + 1, 17 * mib])('%i bytes come back', async (length) => {
      const bytes = someBytes(length);
      const stored = await put(bytes);
      expect(stored.size).toBe(length);
      expect(stored.versionId).toEqual(expect.any(String));
      if (length > 0) expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });

    it('a node stream is a source', async () => {
      const bytes = someBytes(3 * mib);
      const stored = await store().put(newKey(), Readable.from(inPieces(bytes)));
      expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });

    it.each([100, 20 * mib])('%i bytes of a known size come back', async (length) => {
      const bytes = someBytes(length);
      const stored = await store().put(newKey(), inPieces(bytes), { size: length });
      expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });

    it('a source may use two buffers in turn', async () => {
      const bytes = someBytes(20 * mib);
      const buffers = [Buffer.alloc(700_000), Buffer.alloc(700_000)];
      async function* source(): AsyncGenerator<Buffer> {
        for (let at = 0, turn = 0; at < bytes.length; at += 700_000, turn += 1) {
          const buffer = buffers[turn % 2] ?? Buffer.alloc(0);
          yield await Promise.resolve(buffer.subarray(0, bytes.copy(buffer, 0, at)));
        }
      }
      const stored = await store().put(newKey(), source());
      expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });

    it.each([
      ['fewer', 99],
      ['more', 101],
    ])('%s bytes than said leave nothing', async (_name, size) => {
      const key = newKey();
      await expect(store().put(key, inPieces(someBytes(100)), { size })).rejects.toThrow(LengthMismatch);
      await expectNothing(store(), key);
    });

    it('a second put is a second version', async () => {
      const key = newKey();
      const [first, second] = [await put(someBytes(1000), key), await put(someBytes(2000), key)];
      expect(second.versionId).not.toBe(first.versionId);
      expect((await store().head(key)).versionId).toBe(second.versionId);
      expect((await readAll(store(), first)).length).toBe(1000);
      expect((await readAll(store(), second)).length).toBe(2000);
    });

    it.each([1, 12 * mib])('an error after %i bytes leaves nothing', async (length) => {
      const key = newKey();
      const broken = new Error('the client went away');
      async function* source(): AsyncGenerator<Buffer> {
        yield* inPieces(someBytes(length));
        throw broken;
      }
      await expect(store().put(key, source())).rejects.toBe(broken);
      await expectNothing(store(), key);
    });

    it('giving up ends a source that hangs', async () => {
      const key = newKey();
      const giveUp = new AbortController();
      const reason = new Error('shutting down');
      async function* source(): AsyncGenerator<Buffer> {
        yield someBytes(9 * mib);
        await new Promise(() => undefined);
      }
      const refused = expect(store().put(key, source(), { signal: giveUp.signal })).rejects.toBe(reason);
      await eventually(async () => expect(await listAll(store().listIncomplete(key))).toHaveLength(1));
      giveUp.abort(reason);
      await refused;
      await expectNothing(store(), key);
    });

    it.each(['../x', 'a//b', '/a', 'a/', '.hidden/a', 'a/..', 'a\\b', 'ä', 'a b', 'a~b', '', 'x'.repeat(181)])(
      'the key %j is refused',
      async (key) => {
        await expect(store().put(key, inPieces(Buffer.alloc(1)))).rejects.toThrow(TypeError);
        await expect(store().head(key)).rejects.toThrow(TypeError);
        await expect(store().deleteAllVersions(key)).rejects.toThrow(TypeError);
      },
    );
  });

  describe('reading', () => {
    const length = 3 * mib + 123;
    const bytes = someBytes(length);
    let stored: StoredObject;
    beforeAll(async () => (stored = await put(bytes)));

    it('any range equals the slice', async () => {
      const edge = fc.oneof(fc.nat(length - 1), fc.constantFrom(0, 135, 136, chunk, 4 * chunk, mib, length - 1));
      await fc.assert(
        fc.asyncProperty(edge, edge, fc.constantFrom(0, 136), async (a, b, lead) => {
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          const reader = await store().get(stored.key, { ...rangeOf(stored, start, end), lead });
          expect(Buffer.concat(await collectLent(reader)).equals(bytes.subarray(start, end + 1))).toBe(true);
        }),
        { numRuns: 60 },
      );
    });

    it('batches are whole chunks behind the lead', async () => {
      const reader = await store().get(stored.key, { ...rangeOf(stored), lead: 136 });
      const batches = await collectLent(reader);
      const sizes = batches.map((batch) => batch.length);
      expect(sizes.slice(0, 3)).toEqual([136 + 4 * chunk, 16 * chunk, 64 * chunk]);
      expect(Buffer.concat(batches).equals(bytes)).toBe(true);
    });

    it('batches land in the memory given', async () => {
      const reader = await store().get(stored.key, { ...rangeOf(stored), lead: 136 });
      const given: Buffer[] = [];
      const batches: Buffer[] = [];
      const receive = (batch: Buffer): undefined => void batches.push(batch);
      await reader.pipeTo(receive, (size) => {
        const buffer = Buffer.from(new SharedArrayBuffer(size));
        given.push(buffer);
        return buffer;
      });
      expect(batches.map(({ buffer }) => buffer)).toEqual(given.map(({ buffer }) => buffer));
      expect(Buffer.concat(batches).equals(bytes)).toBe(true);
    });

    it('a slow receiver is waited for', async () => {
      const reader = await store().get(stored.key, rangeOf(stored));
      const pieces: Buffer[] = [];
      let open = 0;
      await reader.pipeTo(async (batch) => {
        open += 1;
        expect(open).toBe(1);
        await sleep(20);
        pieces.push(Buffer.from(batch));
        open -= 1;
      });
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    });

    it('an error of the receiver comes through', async () => {
      const broken = new Error('the browser went away');
      for (const fail of [() => Promise.reject(broken), throwing(broken)]) {
        const reader = await store().get(stored.key, rangeOf(stored));
        await expect(reader.pipeTo(fail)).rejects.toBe(broken);
      }
    });

    it('leaving in the middle is possible', async () => {
      for await (const piece of await store().get(stored.key, rangeOf(stored))) {
        expect(piece.equals(bytes.subarray(0, piece.length))).toBe(true);
        break;
      }
      (await store().get(stored.key, rangeOf(stored))).close();
      expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });

    it('a reader is read once', async () => {
      const reader = await store().get(stored.key, rangeOf(stored));
      await collect(reader);
      await expect(collect(reader)).rejects.toThrow(TypeError);
    });

    it('giving up ends a read', async () => {
      const giveUp = new AbortController();
      const reason = new Error('the session was revoked');
      const reader = await store().get(stored.key, { ...rangeOf(stored), signal: giveUp.signal });
      const reading = reader.pipeTo(async () => {
        giveUp.abort(reason);
        await sleep(5);
      });
      await expect(reading).rejects.toBe(reason);
    });

    it('many reads at once are apart', async () => {
      const reads = Array.from({ length: 24 }, async (_value, index) => {
        const start = index * 1000;
        const read = await collect(await store().get(stored.key, rangeOf(stored, start, start + 500_000)));
        return read.equals(bytes.subarray(start, start + 500_001));
      });
      expect(await Promise.all(reads)).toEqual(Array(24).fill(true));
    });

    it.each([
      ['another ETag', { etag: '0'.repeat(8) }, ObjectChanged],
      ['another size', { size: length + 1 }, ObjectChanged],
      ['a smaller size', { size: length - 1, end: 10 }, ObjectChanged],
    ])('%s is refused', async (_name, other, refusal) => {
      await expect(store().get(stored.key, { ...rangeOf(stored), ...other })).rejects.toThrow(refusal);
    });

    it('a range outside the object is a mistake', async () => {
      await expect(store().get(stored.key, rangeOf(stored, 5, 4))).rejects.toThrow(TypeError);
      await expect(store().get(stored.key, rangeOf(stored, 0, length))).rejects.toThrow(TypeError);
    });

    it('another version of the key is not read', async () => {
      const other = await put(someBytes(length), stored.key);
      await expect(store().get(stored.key, { ...rangeOf(stored), etag: other.etag })).rejects.toThrow(ObjectChanged);
      expect((await readAll(store(), stored)).equals(bytes)).toBe(true);
    });
  });

  describe('looking, listing and deleting', () => {
    it('what was never put is missing', async () => {
      const key = newKey();
      await expect(store().head(key)).rejects.toThrow(ObjectMissing);
      await expect(store().get(key, { start: 0, end: 0, size: 1, etag: '00000000', versionId: null })).rejects.toThrow(
        ObjectMissing,
      );
      expect(await store().deleteAllVersions(key)).toBe(0);
    });

    it.each(['01890a5d-ac96-774b-bcce-b302099a8057', 'no version id'])(
      'the version %s is missing',
      async (versionId) => {
        const stored = await put(someBytes(10));
        await expect(store().head(stored.key, { versionId })).rejects.toThrow(ObjectMissing);
        await expect(store().get(stored.key, { ...rangeOf(stored), versionId })).rejects.toThrow(ObjectMissing);
      },
    );

    it('head says what put said', async () => {
      const stored = await put(someBytes(9 * mib));
      expect(await store().head(stored.key)).toEqual(stored);
      expect(await store().head(stored.key, { versionId: stored.versionId })).toEqual(stored);
    });

    it('a deletion takes every version', async () => {
      const key = newKey();
      const versions = [await put(someBytes(10), key), await put(someBytes(20), key), await put(someBytes(30), key)];
      const neighbour = await put(someBytes(10), `${key}0`);
      expect(await store().deleteAllVersions(key)).toBe(3);
      await expectNothing(store(), key);
      for (const stored of versions) await expect(readAll(store(), stored)).rejects.toThrow(ObjectMissing);
      expect((await readAll(store(), neighbour)).length).toBe(10);
      expect(await store().deleteAllVersions(key)).toBe(0);
    });

    it('a deleted key can be put again', async () => {
      const key = newKey();
      await put(someBytes(10), key);
      await store().deleteAllVersions(key);
      expect((await readAll(store(), await put(someBytes(20), key))).length).toBe(20);
    });

    it('a list has every version, newest first', async () => {
      const prefix = `objects/zz/${newKey().slice(11)}`;
      const first = await put(someBytes(10), `${prefix}-a`);
      const second = await put(someBytes(20), `${prefix}-a`);
      const other = await put(someBytes(30), `${prefix}-b`);
      expect(await listAll(store().list(prefix))).toMatchObject([second, first, other]);
      expect(await listAll(store().list(`${prefix}-b`))).toMatchObject([other]);
      expect(await listAll(store().list(`${prefix}-c`))).toEqual([]);
    });

    it('an unfinished put is listed and aborted', async () => {
      const key = newKey();
      const giveUp = new AbortController();
      let reached = (): void => undefined;
      const begun = new Promise<void>((resolve) => (reached = resolve));
      async function* source(): AsyncGenerator<Buffer> {
        yield someBytes(20 * mib);
        reached();
        await new Promise(() => undefined);
      }
      // Its last parts may still be on their way when the upload is aborted: then the store ends it, else giving up does.
      const ended = store()
        .put(key, source(), { signal: giveUp.signal })
        .catch((error: unknown) => error);
      await begun;
      const [unfinished, ...others] = await listAll(store().listIncomplete(key));
      expect(others).toEqual([]);
      expect(unfinished?.key).toBe(key);
      expect(Math.abs((unfinished?.startedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      if (unfinished) for (let times = 0; times < 2; times += 1) await store().abort(unfinished);
      expect(await listAll(store().listIncomplete(key))).toEqual([]);
      const enough = new Error('enough');
      giveUp.abort(enough);
      const error = await ended;
      if (error !== enough) expect(error).toBeInstanceOf(StoreUnavailable);
      await expectNothing(store(), key);
    });

    it('a usable store passes its check', async () => {
      await expect(store().check()).resolves.toBeUndefined();
    });
  });
}

async function expectNothing(store: ObjectStore, key: string): Promise<void> {
  await expect(store.head(key)).rejects.toThrow(ObjectMissing);
  expect((await listAll(store.list(key))).filter((stored) => stored.key === key)).toEqual([]);
  expect(await listAll(store.listIncomplete(key))).toEqual([]);
}

function throwing(error: Error): () => undefined {
  return () => {
    throw error;
  };
}
