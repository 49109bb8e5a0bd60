import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/kernel';
import { DirectoryStore, S3Store, StoreUnavailable } from '../../../src/platform/objects';
import { type S3Service, startMinio, startVersitygw, withService } from '../../support/services';
import { listAll, newKey, someBytes, inPieces } from './builders';
import { objectStoreContract } from './contract';

describe('on a directory', () => {
  const root = mkdtempSync(join(tmpdir(), 'strongroom-objects-'));
  const store = new DirectoryStore(root, systemClock);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  objectStoreContract(() => store);

  it('a clock that steps back keeps the order', async () => {
    let now = Date.now();
    const stepping = new DirectoryStore(root, { now: () => new Date((now -= 60_000)) });
    const key = newKey();
    const versions = [];
    for (let length = 1; length <= 3; length += 1)
      versions.unshift(await stepping.put(key, inPieces(someBytes(length))));
    expect(await listAll(stepping.list(key))).toMatchObject(versions);
  });
});

describe.each([
  { name: 'minio', start: startMinio },
  { name: 'versitygw', start: startVersitygw },
] as const)('S3', ({ name, start }) => {
  withService(name, () => {
    let service: S3Service;
    let bucket: string;
    const stores: S3Store[] = [];
    const open = (
      options: { reading?: 'raw' | 'http'; bucket?: string; secretKey?: string; pageSize?: number } = {},
    ) => {
      const { host, port, accessKey, secretKey, region } = service;
      const store = new S3Store({ url: `http://${host}:${port}`, accessKey, secretKey, region, bucket, ...options });
      stores.push(store);
      return store;
    };
    beforeAll(async () => {
      service = await start();
      bucket = await service.makeBucket();
    });
    afterAll(async () => {
      for (const store of stores) store.close();
      await service.stop();
    });

    describe.each(['raw', 'http'] as const)('reading by %s', (reading) => {
      let store: S3Store;
      beforeAll(() => (store = open({ reading })));
      objectStoreContract(() => store);
    });

    it('long lists come in pages', async () => {
      const store = open({ pageSize: 2 });
      const prefix = newKey();
      const stored = [];
      for (const name of ['a', 'a', 'a', 'b', 'c', 'c', 'd'])
        stored.push(await store.put(`${prefix}/${name}`, inPieces(someBytes(10))));
      const listed = await listAll(store.list(prefix));
      expect(listed.map(({ key }) => key.at(-1))).toEqual(['a', 'a', 'a', 'b', 'c', 'c', 'd']);
      expect(new Set(listed.map(({ versionId }) => versionId))).toEqual(
        new Set(stored.map(({ versionId }) => versionId)),
      );
    });

    it('a deletion takes delete markers too', async () => {
      const store = open();
      const key = newKey();
      await store.put(key, inPieces(someBytes(10)));
      await service.client.removeObject(bucket, key);
      expect(await store.deleteAllVersions(key)).toBe(1);
      expect(
        await service.client.listObjectsQuery(bucket, key, '', { Delimiter: '', MaxKeys: 10, IncludeVersion: true }),
      ).toMatchObject({ objects: [] });
    });

    it.each([
      ['another bucket', () => ({ bucket: 'not-there' })],
      ['a wrong key', () => ({ secretKey: 'not-the-secret' })],
    ])('%s fails the check', async (_name, options) => {
      await expect(open(options()).check()).rejects.toThrow(StoreUnavailable);
      await expect(open(options()).put(newKey(), inPieces(someBytes(10)))).rejects.toThrow(StoreUnavailable);
    });

    it('a bucket without versions fails the check', async () => {
      const plain = await service.makeBucket({ versioning: false });
      await expect(open({ bucket: plain }).check()).rejects.toThrow(StoreUnavailable);
    });
  });
});
