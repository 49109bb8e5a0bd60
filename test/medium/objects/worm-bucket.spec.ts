import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, systemClock } from '../../../src/kernel';
import { DirectoryWorm, S3Worm, StoreUnavailable, type WormBucket, WormConflict } from '../../../src/platform/objects';
import { type S3Service, startMinio, startVersitygw, withService } from '../../support/services';

async function collect(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found;
}

/** What every place that keeps anchors does. */
function keepsAnchors(open: () => WormBucket): void {
  const fresh = (name: string) => `${newId()}/${name}`;

  it('gives back what it keeps', async () => {
    const key = fresh('tile/0/000');
    expect(await open().get(key)).toBeNull();
    await open().putOnce(key, Buffer.from('bytes'));
    expect(await open().get(key)).toEqual(Buffer.from('bytes'));
  });

  it('keeps an empty object', async () => {
    const key = fresh('empty');
    await open().putOnce(key, Buffer.alloc(0));
    expect(await open().get(key)).toEqual(Buffer.alloc(0));
  });

  it('takes the same bytes again', async () => {
    const key = fresh('same');
    await open().putOnce(key, Buffer.from('bytes'));
    await open().putOnce(key, Buffer.from('bytes'));
    expect(await open().get(key)).toEqual(Buffer.from('bytes'));
  });

  it('refuses other bytes', async () => {
    const key = fresh('other');
    await open().putOnce(key, Buffer.from('bytes'));
    await expect(open().putOnce(key, Buffer.from('other'))).rejects.toThrow(WormConflict);
    expect(await open().get(key)).toEqual(Buffer.from('bytes'));
  });

  it('lists in order, from a place on', async () => {
    const folder = newId();
    const keys = ['a', 'b/1', 'b/2', 'c'].map((name) => `${folder}/${name}`);
    for (const key of [...keys].reverse()) await open().putOnce(key, Buffer.from(key));
    expect(await collect(open().list(`${folder}/`))).toEqual(keys);
    expect(await collect(open().list(`${folder}/`, keys[1]))).toEqual(keys.slice(2));
    expect(await collect(open().list(`${folder}/b`))).toEqual(keys.slice(1, 3));
    expect(await collect(open().list(`${newId()}/`))).toEqual([]);
  });
}

describe('a folder for anchors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-worm-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open = (): WormBucket => new DirectoryWorm(folder);

  keepsAnchors(open);

  it('never says that it is locked', async () => {
    expect(await open().proveLock()).toBe(false);
  });
});

function onS3(start: () => Promise<S3Service>): void {
  let service: S3Service;
  let locked: string;
  let plain: string;
  const open = (bucket = locked, url = `http://${service.host}:${service.port}`): S3Worm =>
    new S3Worm(
      {
        url,
        region: service.region,
        bucket,
        accessKey: service.accessKey,
        secretKey: service.secretKey,
        retentionDays: 400,
        pageSize: 2,
        retries: { attempts: 2, baseMs: 1 },
      },
      systemClock,
    );

  beforeAll(async () => {
    service = await start();
    locked = await service.makeBucket({ locking: true });
    plain = await service.makeBucket();
  });
  afterAll(() => service.stop());

  keepsAnchors(() => open());

  it('proves that its lock is real', async () => {
    expect(await open().proveLock()).toBe(true);
  });

  it('proves nothing without object lock', async () => {
    const outcome = await open(plain)
      .proveLock()
      .catch((error: unknown) => error);
    expect(outcome === false || outcome instanceof StoreUnavailable).toBe(true);
  });

  it('lets nobody remove what it keeps', async () => {
    const key = `${newId()}/kept`;
    await open().putOnce(key, Buffer.from('first'));
    const [version] = await versionsOf(service, locked, key);
    const attempt = { versionId: version?.versionId ?? '', governanceBypass: true };
    await expect(service.client.removeObject(locked, key, attempt)).rejects.toThrow();
    expect(await open().get(key)).toEqual(Buffer.from('first'));
  });

  it('reads the first version under a later one', async () => {
    const key = `${newId()}/first`;
    await open().putOnce(key, Buffer.from('first'));
    await service.client.putObject(locked, key, Buffer.from('later'), 5);
    expect(await open().get(key)).toEqual(Buffer.from('first'));
  });

  it('sees through a delete marker', async () => {
    const folder = newId();
    await open().putOnce(`${folder}/hidden`, Buffer.from('first'));
    await service.client.removeObject(locked, `${folder}/hidden`);
    expect(await open().get(`${folder}/hidden`)).toEqual(Buffer.from('first'));
    expect(await collect(open().list(`${folder}/`))).toEqual([`${folder}/hidden`]);
  });

  it('says when the store is away', async () => {
    await expect(open(locked, 'http://127.0.0.1:1').get(newId())).rejects.toThrow(StoreUnavailable);
  });
}

async function versionsOf(service: S3Service, bucket: string, key: string): Promise<{ versionId?: string }[]> {
  const found: { versionId?: string; name?: string }[] = [];
  for await (const item of service.client.listObjects(bucket, key, true, { IncludeVersion: true }))
    found.push(item as { versionId?: string; name?: string });
  return found.filter(({ name }) => name === key);
}

withService('minio', () => onS3(startMinio));
withService('versitygw', () => onS3(startVersitygw));
