import type { Type } from '@nestjs/common';
import { newId } from '../../../src/kernel';
import type { StoredObject } from '../../../src/platform/objects';
import type { Settings } from '../../../src/platform/settings';
import { type ObjectsResult, ObjectVerification } from '../../../src/records/media';
import { MediaRepository } from '../../../src/records/media/media.repository';
import { Audit } from '../../../src/trust/audit';
import { jpeg } from '../../support/media-corpus';
import { type S3Service, startMinio, withService } from '../../support/services';
import { asSuperuser } from '../../support/vault-database';
import { inPieces, readAll } from '../objects/builders';
import { type Caller, factsFor, sha256, VaultAtWork } from './vault-at-work';

const keyOf = (id: string): string => `objects/${id.slice(0, 2)}/${id}`;

interface Item {
  readonly media: string;
  readonly key: string;
  readonly bytes: Buffer;
}

describe('in a directory', () => storedMedia(() => Promise.resolve({})));

describe('in S3', () => {
  withService('minio', () => {
    let service: S3Service;
    afterAll(() => service.stop());
    storedMedia(async () => {
      service = await startMinio();
      const { host, port, accessKey, secretKey, region } = service;
      const given = { s3Url: `http://${host}:${port}`, s3AccessKey: accessKey, s3SecretKey: secretKey };
      return { objects: 's3', ...given, s3Region: region, s3Bucket: await service.makeBucket() };
    });
  });
});

/** Whoever holds the store's root and the database superuser's password, and what is found afterwards. */
function storedMedia(settings: () => Promise<Partial<Settings>>): void {
  let vault: VaultAtWork;
  let sender: Caller;
  beforeAll(async () => {
    vault = await VaultAtWork.start(await settings());
    sender = await vault.program('media:write', 'tickets:write');
  }, 120_000);
  afterAll(() => vault.close());

  async function item(): Promise<Item> {
    const ticket = await vault.ticket();
    const received = await vault.http(sender, 'post', '/v1/media').set(factsFor(ticket)).send(jpeg(40_000));
    if (received.status !== 201) throw new Error(received.text);
    const { id: media } = received.body as { id: string };
    const [row] = await vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [
      media,
    ]);
    const key = row?.key ?? '';
    return { media, key, bytes: await readAll(vault.store, await vault.store.head(key)) };
  }

  async function verify(now = new Date()): Promise<ObjectsResult> {
    await vault.events();
    const get = <T>(token: Type<T>): T => vault.app.get(token, { strict: false });
    const { databases, store } = vault;
    const repositories = [databases.vault, databases.audit, get(MediaRepository), get(Audit)] as const;
    return new ObjectVerification(...repositories, store, { now: () => now }).verify();
  }

  /** Findings about one item, after which everything that was done to it is forgotten. */
  async function found({ media, key }: Item): Promise<string[]> {
    const { findings } = await verify();
    const [entry] = await vault.audit<{ n: string; id: string }>(
      `SELECT n, id FROM audit.leaf WHERE type = 'media.stored' AND media = '${media}'`,
    );
    const named = findings.filter((one) => one.key === key);
    expect(named.map(({ n, id }) => ({ n, id }))).toEqual(named.map(() => ({ n: Number(entry?.n), id: entry?.id })));
    return named.map(({ kind }) => kind);
  }

  async function superuser(statement: string, parameters: unknown[] = []): Promise<void> {
    await asSuperuser(vault.databases.url('superuser'), async (db) => {
      await db.query("SET session_replication_role = 'replica'");
      await db.query(statement, parameters);
    });
  }

  async function replace(key: string, bytes: Buffer): Promise<StoredObject> {
    await vault.store.deleteAllVersions(key);
    return vault.store.put(key, inPieces(bytes));
  }

  /** The object and every column that tells of it. */
  async function replaceWithRow({ media, key }: Item, bytes: Buffer): Promise<void> {
    const { versionId, etag, size } = await replace(key, bytes);
    await superuser(
      `UPDATE records.media SET version_id = $2, etag = $3, object_size = $4, object_sha256 = $5 WHERE id = $1`,
      [media, versionId, etag, size, sha256(bytes)],
    );
  }

  const flipped = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(copy.length >> 1) ^ 1, copy.length >> 1);
    return copy;
  };

  it('untouched objects are all read', async () => {
    const some = [await item(), await item(), await item()];
    const result = await verify();
    expect(result).toMatchObject({ intact: true, findings: [], objects: { expected: 3, read: 3, ended: 0 } });
    expect(result.bytes).toBe(some.reduce((sum, { bytes }) => sum + bytes.length, 0));
  });

  it('a verification is an entry', async () => {
    await verify();
    expect((await vault.events()).filter(({ type }) => type === 'audit.verified').at(-1)).toMatchObject({
      actor: { kind: 'system' },
      reason: 'objects_intact',
    });
  });

  it('an object replaced with its row is named', async () => {
    const one = await item();
    await replaceWithRow(one, flipped(one.bytes));
    expect(await found(one)).toEqual(['item_differs', 'object_differs']);
  });

  it('an object of another size is named', async () => {
    const one = await item();
    await replaceWithRow(one, one.bytes.subarray(1));
    expect(await found(one)).toEqual(['item_differs', 'object_differs']);
  });

  it('swapped objects are both named', async () => {
    const [one, other] = [await item(), await item()];
    await replaceWithRow(one, other.bytes);
    await replaceWithRow(other, one.bytes);
    expect(await found(one)).toContain('object_differs');
    expect(await found(other)).toContain('object_differs');
  });

  it('a flipped byte alone is named', async () => {
    const one = await item();
    const { versionId, etag } = await replace(one.key, flipped(one.bytes));
    await superuser('UPDATE records.media SET version_id = $2, etag = $3 WHERE id = $1', [one.media, versionId, etag]);
    expect(await found(one)).toEqual(['object_differs']);
  });

  it('a deleted object is named', async () => {
    const one = await item();
    await vault.store.deleteAllVersions(one.key);
    expect(await found(one)).toEqual(['object_missing']);
  });

  it('a row that points elsewhere is named', async () => {
    const one = await item();
    await superuser('UPDATE records.media SET object_id = $2 WHERE id = $1', [one.media, newId()]);
    expect(await found(one)).toEqual(['item_differs']);
  });

  it('an item without an end is named', async () => {
    const one = await item();
    await superuser('DELETE FROM records.media WHERE id = $1', [one.media]);
    expect(await found(one)).toEqual(['item_missing']);
  });

  it('an erased item is no finding', async () => {
    const one = await item();
    const before = (await verify()).objects.ended;
    await superuser(
      `UPDATE audit.private SET sealed = NULL, erased_by = (
         SELECT n FROM audit.leaf WHERE media = $1 AND type = 'media.released') WHERE owner = $1`,
      [one.media],
    );
    await superuser('DELETE FROM records.media WHERE id = $1', [one.media]);
    await vault.store.deleteAllVersions(one.key);
    expect(await found(one)).toEqual([]);
    expect((await verify()).objects.ended).toBe(before + 1);
  });

  it('an erasure told of another item hides nothing', async () => {
    const [one, other] = [await item(), await item()];
    await vault.events();
    await superuser(
      `UPDATE audit.private SET sealed = NULL, erased_by = (
         SELECT n FROM audit.leaf WHERE media = $2 AND type = 'media.released') WHERE owner = $1`,
      [one.media, other.media],
    );
    await vault.store.deleteAllVersions(one.key);
    expect(await found(one)).toEqual(['object_missing']);
  });

  it('a second version is named', async () => {
    const one = await item();
    await vault.store.put(one.key, inPieces(one.bytes));
    expect(await found(one)).toEqual(['object_extra']);
  });

  it('objects without an entry are named', async () => {
    const keys = ['elsewhere/x', keyOf(newId()), 'objects/ff/x'].sort();
    for (const key of keys) await vault.store.put(key, inPieces(Buffer.from('x')));
    const { findings } = await verify(new Date(Date.now() + 2 * 86_400_000));
    const extra = findings.filter(({ kind, n }) => kind === 'object_extra' && n === null);
    expect(extra.map(({ key }) => key)).toEqual(keys);
    for (const key of keys) await vault.store.deleteAllVersions(key);
  });

  it('young objects are only counted', async () => {
    const key = keyOf(newId());
    await vault.store.put(key, inPieces(Buffer.from('x')));
    const { young, findings } = await verify();
    expect(young).toBe(1);
    expect(findings.filter((one) => one.key === key)).toEqual([]);
  });
}
