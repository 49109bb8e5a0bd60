import { newId, systemActor } from '../../../src/kernel';
import { KeysUnavailable } from '../../../src/trust/keys';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

const payload = { ip: '203.0.113.9', userAgent: 'Firefox' };

describe('personal parts', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let now: Date;

  beforeAll(async () => {
    databases = await testDatabases();
    now = new Date('2026-11-22T21:00:00Z');
    work = await keysAtWork(databases, { clock: { now: () => now } });
  });

  afterAll(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  beforeEach(() => {
    now = new Date('2026-11-22T21:00:00Z');
  });

  const anOwner = async (): Promise<{ subjectId: string; ownerId: string }> => {
    const place = { subjectId: newId(), ownerId: newId() };
    await work.keys.createSubjectKey(place.subjectId);
    await work.keys.createPayloadKey(place);
    return place;
  };

  it('open to what was sealed, with their salt', async () => {
    const part = await work.parts.sealActorPart(payload, now);
    expect(part.commitment).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(part.sealed.toString('latin1')).not.toContain('203.0.113.9');
    const opened = await work.parts.open(part);
    expect(opened?.payload).toEqual(payload);
    expect(opened?.salt).toHaveLength(32);
  });

  it('never commit twice to the same bytes', async () => {
    const [one, other] = [await work.parts.sealActorPart(payload, now), await work.parts.sealActorPart(payload, now)];
    expect(one.commitment).not.toBe(other.commitment);
  });

  it('end with the month key', async () => {
    now = new Date('2026-10-05T12:00:00Z');
    const part = await work.parts.sealActorPart(payload, now);
    const tags = await work.parts.addressTags('203.0.113.9', now);
    await asSuperuser(databases.url('superuser', 'keystore'), (client) =>
      client.query(`DELETE FROM keystore.month_key WHERE month = '2026-10-01'`),
    );
    const [past, later] = [now, new Date('2026-11-22T21:00:00Z')];
    now = later;
    expect(await work.parts.open(part)).toBeNull();
    await expect(work.parts.addressTags('203.0.113.9', past)).rejects.toMatchObject({ failure: 'ended' });
    expect(await work.parts.addressTags('203.0.113.9', later)).not.toEqual(tags);
  });

  it('tag an address for each living month', async () => {
    const [august, september] = [new Date('2026-08-05T12:00:00Z'), new Date('2026-09-05T12:00:00Z')];
    const tags = [];
    for (now of [august, september]) tags.push(await work.parts.addressTags('203.0.113.9', now));
    now = new Date('2026-11-22T21:00:00Z');
    const within = { from: august, to: september };
    expect(await work.parts.addressTagsWithin('203.0.113.9', within)).toEqual(tags);
    expect(await work.parts.addressTagsWithin('203.0.113.9', { from: august, to: august })).toEqual(tags.slice(0, 1));
    expect(await work.parts.addressTagsWithin('203.0.113.9', { from: null, to: new Date('2020-01-01') })).toEqual([]);
  });

  it("end with the item's payload key", async () => {
    const { subjectId, ownerId } = await anOwner();
    const part = await work.parts.sealSubjectPart(ownerId, { fileName: 'passport.jpg' });
    expect((await work.parts.open(part))?.payload).toEqual({ fileName: 'passport.jpg' });
    await work.keys.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [ownerId] });
    expect(await work.parts.open(part)).toBeNull();
    await expect(work.parts.sealSubjectPart(ownerId, { fileName: 'x' })).rejects.toMatchObject({ failure: 'ended' });
  });

  it('survive the re-keying of their subject', async () => {
    const { subjectId, ownerId } = await anOwner();
    const part = await work.parts.sealSubjectPart(ownerId, { fileName: 'passport.jpg' });
    await work.keys.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [] });
    expect((await work.parts.open(part))?.payload).toEqual({ fileName: 'passport.jpg' });
  });

  it('are refused when exchanged or damaged', async () => {
    const [one, other] = [await anOwner(), await anOwner()];
    const part = await work.parts.sealSubjectPart(one.ownerId, { fileName: 'a' });
    const foreign = await work.parts.sealSubjectPart(other.ownerId, { fileName: 'b' });
    await expect(work.parts.open({ ...part, sealed: foreign.sealed })).rejects.toThrow(KeysUnavailable);
    const actorPart = await work.parts.sealActorPart(payload, now);
    await expect(work.parts.open({ ...part, keyId: actorPart.keyId })).rejects.toThrow(KeysUnavailable);
    part.sealed.writeUInt8(part.sealed.readUInt8(40) ^ 1, 40);
    await expect(work.parts.open(part)).rejects.toThrow(KeysUnavailable);
  });

  it('take a new key with each month', async () => {
    const november = await work.parts.sealActorPart(payload, now);
    now = new Date('2026-12-01T00:00:00Z');
    expect((await work.parts.sealActorPart(payload, now)).keyId).not.toBe(november.keyId);
    expect((await work.parts.open(november))?.payload).toEqual(payload);
  });
});
