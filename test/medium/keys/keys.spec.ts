import { type KeyObject } from 'node:crypto';
import { newId } from '../../../src/kernel';
import { KeysUnavailable } from '../../../src/trust/keys';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

const bytesOf = (key: KeyObject): string => key.export().toString('hex');

describe('the keys', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;

  beforeAll(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases);
  });

  afterAll(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const aSubject = async (): Promise<string> => {
    const subjectId = newId();
    await work.keys.createSubjectKey(subjectId);
    return subjectId;
  };

  it('opens the data key it made', async () => {
    const [subjectId, objectId] = [await aSubject(), newId()];
    const { dataKeyId, key } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    expect(bytesOf(await work.keys.openDataKey(dataKeyId, { objectId }))).toBe(bytesOf(key));
  });

  it("refuses another object's data key", async () => {
    const subjectId = await aSubject();
    const { dataKeyId } = await work.keys.createDataKey({ subjectId, objectId: newId(), mediaId: newId() });
    await expect(work.keys.openDataKey(dataKeyId, { objectId: newId() })).rejects.toMatchObject({ failure: 'refused' });
  });

  it('has one key for an object', async () => {
    const place = { subjectId: await aSubject(), objectId: newId(), mediaId: newId() };
    await work.keys.createDataKey(place);
    await expect(work.keys.createDataKey(place)).rejects.toThrow(KeysUnavailable);
  });

  it('makes no key for an unknown subject', async () => {
    const place = { subjectId: newId(), objectId: newId(), mediaId: newId() };
    await expect(work.keys.createDataKey(place)).rejects.toMatchObject({ failure: 'ended' });
  });

  it('knows no key of an unknown id', async () => {
    await expect(work.keys.openDataKey(newId(), { objectId: newId() })).rejects.toMatchObject({
      code: 'keys_unavailable',
    });
  });

  it('keeps a key that is made twice', async () => {
    const [subjectId, ownerId] = [await aSubject(), newId()];
    await work.keys.createPayloadKey({ subjectId, ownerId });
    const sealed = await work.keys.sealPersonal(ownerId, 'media.file_name', 'passport.jpg');
    await work.keys.createSubjectKey(subjectId);
    await work.keys.createPayloadKey({ subjectId, ownerId });
    expect(await work.keys.openPersonal(ownerId, 'media.file_name', sealed)).toBe('passport.jpg');
  });

  it("does not lend a payload key to another's subject", async () => {
    const [subjectId, ownerId] = [await aSubject(), newId()];
    await work.keys.createPayloadKey({ subjectId, ownerId });
    const other = { subjectId: await aSubject(), ownerId };
    await expect(work.keys.createPayloadKey(other)).rejects.toMatchObject({ failure: 'refused' });
  });

  it('seals personal values of a subject itself', async () => {
    const subjectId = await aSubject();
    const sealed = await work.keys.sealPersonal(subjectId, 'subject.identifier', '+49 170 0000000');
    expect(sealed.toString('latin1')).not.toContain('170');
    expect(await work.keys.openPersonal(subjectId, 'subject.identifier', sealed)).toBe('+49 170 0000000');
  });

  it('refuses a value moved to another column or owner', async () => {
    const [one, other] = [await aSubject(), await aSubject()];
    const sealed = await work.keys.sealPersonal(one, 'subject.identifier', 'a@b.example');
    await expect(work.keys.openPersonal(one, 'media.file_name', sealed)).rejects.toThrow(KeysUnavailable);
    await expect(work.keys.openPersonal(other, 'subject.identifier', sealed)).rejects.toThrow(KeysUnavailable);
  });

  it('opens a page of values in its order', async () => {
    const owners = [await aSubject(), await aSubject()];
    const values = await Promise.all(
      [...owners, ...owners].map(async (ownerId, index) => ({
        ownerId,
        column: 'subject.identifier',
        sealed: await work.keys.sealPersonal(ownerId, 'subject.identifier', `value ${index}`),
      })),
    );
    const withErased = [...values, { ...values[0], ownerId: newId(), column: 'x', sealed: Buffer.alloc(40) }];
    expect(await work.keys.openPersonalAll(withErased)).toEqual(['value 0', 'value 1', 'value 2', 'value 3', null]);
  });

  it('hashes identifiers alike in every process', async () => {
    const again = await keysAtWork(databases, { installation: work.installation });
    const hash = await work.keys.lookupHash('phone', '+491700000000');
    expect(hash).toHaveLength(32);
    expect(await again.keys.lookupHash('phone', '+491700000000')).toEqual(hash);
    expect(await work.keys.lookupHash('email', '+491700000000')).not.toEqual(hash);
    await again.close();
  });

  it('opens in another process on the same vault', async () => {
    const [subjectId, objectId] = [await aSubject(), newId()];
    const { dataKeyId, key } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    const other = await keysAtWork(databases, { installation: work.installation });
    expect(bytesOf(await other.keys.openDataKey(dataKeyId, { objectId }))).toBe(bytesOf(key));
    expect(other.records).toEqual([]);
    await other.close();
  });

  it('makes one month key however many ask', async () => {
    const at = new Date();
    const parts = await Promise.all(
      Array.from({ length: 8 }, () => work.parts.sealActorPart({ ip: '203.0.113.9' }, at)),
    );
    expect(new Set(parts.map((part) => part.keyId)).size).toBe(1);
  });
});
