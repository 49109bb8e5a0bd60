import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/kernel';
import {
  DirectoryStore,
  ObjectChanged,
  ObjectMissing,
  StoreFull,
  StoreUnavailable,
  type StoredObject,
} from '../../../src/platform/objects';
import { inPieces, listAll, mib, newKey, rangeOf, readAll, someBytes } from './builders';

let root: string;
let store: DirectoryStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strongroom-faults-'));
  store = new DirectoryStore(root, systemClock);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function fileOf({ key, versionId, etag }: StoredObject): string {
  return join(root, 'versions', key, `${versionId ?? ''}.${etag}`);
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Files that fail at the n-th call of a method, as a full or dying disk does. */
function breakFiles(method: 'write' | 'sync' | 'read', code: string, after: number): void {
  const open = promises.open.bind(promises);
  let calls = 0;
  jest.spyOn(promises, 'open').mockImplementation(async (...args) => {
    const handle: FileHandle = await open(...args);
    const works = handle[method].bind(handle) as (...given: unknown[]) => unknown;
    const breaks = (...given: unknown[]): unknown => {
      calls += 1;
      return calls > after ? Promise.reject(failure(code)) : works(...given);
    };
    return Object.assign(handle, { [method]: breaks });
  });
}

describe('a disk that fails under a put', () => {
  it.each([
    ['a disk full at once', 'write', 'ENOSPC', 0, StoreFull],
    ['a disk full in the middle', 'write', 'ENOSPC', 3, StoreFull],
    ['a quota', 'write', 'EDQUOT', 2, StoreFull],
    ['an error of the medium', 'write', 'EIO', 2, StoreUnavailable],
    ['a file that does not become durable', 'sync', 'EIO', 4, StoreUnavailable],
    ['a full disk at the end', 'sync', 'ENOSPC', 4, StoreFull],
  ] as const)('%s leaves nothing', async (_name, method, code, after, refusal) => {
    const key = newKey();
    await store.check();
    breakFiles(method, code, method === 'sync' ? 0 : after);
    await expect(store.put(key, inPieces(someBytes(mib)))).rejects.toThrow(refusal);
    jest.restoreAllMocks();
    await expect(store.head(key)).rejects.toThrow(ObjectMissing);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
    expect((await readAll(store, await store.put(key, inPieces(someBytes(10))))).length).toBe(10);
  });

  it('a rename that fails leaves nothing', async () => {
    jest.spyOn(promises, 'rename').mockRejectedValue(failure('EIO'));
    const key = newKey();
    await expect(store.put(key, inPieces(someBytes(10)))).rejects.toThrow(StoreUnavailable);
    await expect(store.head(key)).rejects.toThrow(ObjectMissing);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('a killed put is listed and swept', async () => {
    const key = newKey();
    mkdirSync(join(root, 'incoming'), { recursive: true });
    const script = `require('fs').writeFileSync(process.argv[1], 'half'); process.kill(process.pid, 'SIGKILL')`;
    const name = `01890a5d-ac96-774b-bcce-b302099a8057~${key.replaceAll('/', '~')}`;
    expect(() => execFileSync(process.execPath, ['-e', script, join(root, 'incoming', name)])).toThrow();
    const [left] = await listAll(store.listIncomplete('objects/'));
    expect(left).toMatchObject({ key, uploadId: '01890a5d-ac96-774b-bcce-b302099a8057' });
    expect(await listAll(store.list(''))).toEqual([]);
    if (left) await store.abort(left);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('256 MiB of unknown length stay bounded', async () => {
    const piece = someBytes(mib);
    let [given, written, most] = [0, 0, 0];
    const open = promises.open.bind(promises);
    jest.spyOn(promises, 'open').mockImplementation(async (...args) => {
      const handle = await open(...args);
      const counted = (_bytes: Buffer, _at: number, length: number) => {
        written += length;
        return Promise.resolve({ bytesWritten: length, buffer: _bytes });
      };
      return Object.assign(handle, { write: counted });
    });
    async function* source(): AsyncGenerator<Buffer> {
      for (; given < 256 * mib; given += piece.length) {
        most = Math.max(most, given - written);
        yield Promise.resolve(piece);
      }
    }
    await store.put(newKey(), source());
    expect(written).toBe(256 * mib);
    expect(most).toBeLessThanOrEqual(2 * piece.length);
  });
});

describe('files that were tampered with', () => {
  const bytes = someBytes(2 * mib);
  let stored: StoredObject;
  beforeEach(async () => (stored = await store.put(newKey(), inPieces(bytes))));

  it.each([
    ['a truncated file', () => truncateSync(fileOf(stored), bytes.length - 1)],
    ['an empty file', () => truncateSync(fileOf(stored), 0)],
    ['a longer file', () => appendFileSync(fileOf(stored), 'x')],
    ['a renamed ETag', () => renameSync(fileOf(stored), fileOf({ ...stored, etag: '00000000' }))],
  ])('%s is refused', async (_name, tamper) => {
    tamper();
    await expect(store.get(stored.key, rangeOf(stored))).rejects.toThrow(ObjectChanged);
  });

  it('a file cut while it is read is refused', async () => {
    const reader = await store.get(stored.key, rangeOf(stored));
    let got = 0;
    const reading = reader.pipeTo((batch) => {
      expect(batch.equals(bytes.subarray(got, got + batch.length))).toBe(true);
      got += batch.length;
      truncateSync(fileOf(stored), 400_000);
      return undefined;
    });
    await expect(reading).rejects.toThrow(ObjectChanged);
  });

  it('a link is not followed', async () => {
    const elsewhere = join(root, 'elsewhere');
    writeFileSync(elsewhere, bytes);
    rmSync(fileOf(stored));
    symlinkSync(elsewhere, fileOf(stored));
    await expect(store.get(stored.key, rangeOf(stored))).rejects.toThrow(StoreUnavailable);
  });

  it('a removed file is missing', async () => {
    rmSync(fileOf(stored));
    await expect(store.get(stored.key, rangeOf(stored))).rejects.toThrow(ObjectMissing);
  });

  it('a medium that fails makes it unavailable', async () => {
    breakFiles('read', 'EIO', 1);
    const reader = await store.get(stored.key, rangeOf(stored));
    await expect(reader.pipeTo(() => undefined)).rejects.toThrow(StoreUnavailable);
  });

  it('foreign files are not objects', async () => {
    writeFileSync(join(root, 'versions', stored.key, 'notes.txt'), 'x');
    writeFileSync(join(root, 'incoming', 'lost+found'), 'x');
    expect(await listAll(store.list(''))).toMatchObject([stored]);
    expect(await listAll(store.listIncomplete(''))).toEqual([]);
  });
});

describe('a directory that cannot be used', () => {
  it('a file in its place fails the check', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(new DirectoryStore(join(root, 'file'), systemClock).check()).rejects.toThrow(StoreUnavailable);
  });

  it('a full disk fails the check', async () => {
    breakFiles('write', 'ENOSPC', 0);
    await expect(store.check()).rejects.toThrow(StoreFull);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('objects are readable by the vault alone', async () => {
    chmodSync(root, 0o755);
    const stored = await store.put(newKey(), inPieces(someBytes(10)));
    expect((await promises.stat(fileOf(stored))).mode & 0o077).toBe(0);
    expect((await promises.stat(join(root, 'versions'))).mode & 0o077).toBe(0);
  });
});
