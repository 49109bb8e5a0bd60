import type { KeyObject } from 'node:crypto';
import type { Client } from 'pg';
import { newId, systemActor } from '../../../src/kernel';
import { KeysUnavailable } from '../../../src/trust/keys';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

const column = 'media.file_name';
const bytesOf = (key: KeyObject): string => key.export().toString('hex');

interface Item {
  readonly mediaId: string;
  readonly objectId: string;
  readonly dataKeyId: string;
  readonly bytes: string;
  readonly name: Buffer;
}

describe("a subject's re-keying", () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let refuse: boolean;

  beforeAll(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases, {
      log: () => {
        if (refuse) throw new Error('the log is full');
      },
    });
  });

  beforeEach(() => {
    refuse = false;
    work.records.length = 0;
  });

  afterAll(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const anItem = async (subjectId: string): Promise<Item> => {
    const [mediaId, objectId] = [newId(), newId()];
    const { dataKeyId, key } = await work.keys.createDataKey({ subjectId, objectId, mediaId });
    await work.keys.createPayloadKey({ subjectId, ownerId: mediaId });
    const name = await work.keys.sealPersonal(mediaId, column, mediaId);
    return { mediaId, objectId, dataKeyId, bytes: bytesOf(key), name };
  };

  const aSubjectWith = async (count: number): Promise<{ subjectId: string; items: Item[] }> => {
    const subjectId = newId();
    await work.keys.createSubjectKey(subjectId);
    return { subjectId, items: await Promise.all(Array.from({ length: count }, () => anItem(subjectId))) };
  };

  const opens = async ({ dataKeyId, objectId, bytes, mediaId, name }: Item): Promise<void> => {
    expect(bytesOf(await work.keys.openDataKey(dataKeyId, { objectId }))).toBe(bytes);
    expect(await work.keys.openPersonal(mediaId, column, name)).toBe(mediaId);
  };

  const isDead = async ({ dataKeyId, objectId, mediaId, name }: Item): Promise<void> => {
    await expect(work.keys.openDataKey(dataKeyId, { objectId })).rejects.toMatchObject({ failure: 'ended' });
    expect(await work.keys.openPersonal(mediaId, column, name)).toBeNull();
  };

  const ending = (items: readonly Item[]): { dataKeys: string[]; payloadOwners: string[] } => ({
    dataKeys: items.map((item) => item.dataKeyId),
    payloadOwners: items.map((item) => item.mediaId),
  });

  const keystore = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    let rows: Row[] = [];
    await asSuperuser(databases.url('superuser', 'keystore'), async (client) => {
      rows = (await client.query<Row>(sql, values)).rows;
    });
    return rows;
  };

  it('or its end leaves nothing that opens', async () => {
    const { subjectId, items } = await aSubjectWith(2);
    await work.keys.endSubject(systemActor, subjectId);
    await work.keys.endSubject(systemActor, subjectId);
    for (const { dataKeyId, objectId, mediaId, name } of items) {
      await expect(work.keys.openDataKey(dataKeyId, { objectId })).rejects.toThrow(KeysUnavailable);
      expect(await work.keys.openPersonal(mediaId, column, name)).toBeNull();
    }
    const counted = work.records.filter(({ reason }) => reason === 'ended');
    expect(counted).toMatchObject([{ type: 'keys.subject.rekeyed', subject: subjectId }]);
  });

  it('keeps what stays and ends the rest', async () => {
    const { subjectId, items } = await aSubjectWith(4);
    await work.keys.rekeySubject(systemActor, subjectId, ending(items.slice(0, 2)));
    await Promise.all(items.slice(0, 2).map(isDead));
    await Promise.all(items.slice(2).map(opens));
    expect(work.records).toMatchObject([{ type: 'keys.subject.rekeyed', subject: subjectId, reason: 'partial_end' }]);
  });

  it('ends what a copy of the old rows still holds', async () => {
    const { subjectId, items } = await aSubjectWith(2);
    const [gone, kept] = items as [Item, Item];
    const copy = await keystore<Record<string, unknown>>('SELECT * FROM keystore.data_key WHERE id = $1', [
      gone.dataKeyId,
    ]);
    await work.keys.rekeySubject(systemActor, subjectId, ending([gone]));
    await keystore(
      `INSERT INTO keystore.data_key (id, object_id, media_id, subject_id, wrapped) VALUES ($1, $2, $3, $4, $5)`,
      ['id', 'object_id', 'media_id', 'subject_id', 'wrapped'].map((name) => copy[0]?.[name]),
    );
    const opening = work.keys.openDataKey(gone.dataKeyId, { objectId: gone.objectId });
    await expect(opening).rejects.toMatchObject({ failure: 'refused' });
    await keystore(
      `UPDATE keystore.data_key SET wrapped = substr(data_key.wrapped, 1, 2) || uuid_send(s.id) || int4send(s.version) || substr(data_key.wrapped, 23)
         FROM keystore.subject_key AS s WHERE s.subject_id = data_key.subject_id AND data_key.id = $1`,
      [gone.dataKeyId],
    );
    const renamed = work.keys.openDataKey(gone.dataKeyId, { objectId: gone.objectId });
    await expect(renamed).rejects.toMatchObject({ failure: 'refused' });
    await opens(kept);
  });

  it('gives the subject a new key', async () => {
    const { subjectId, items } = await aSubjectWith(1);
    const [before] = await keystore<{ id: string; wrapped: Buffer }>(
      'SELECT id, wrapped FROM keystore.subject_key WHERE subject_id = $1',
      [subjectId],
    );
    await work.keys.rekeySubject(systemActor, subjectId, ending(items));
    const [after] = await keystore<{ id: string; version: number }>(
      'SELECT id, version FROM keystore.subject_key WHERE subject_id = $1',
      [subjectId],
    );
    expect(after).toEqual({ id: expect.not.stringContaining(before?.id ?? '?') as string, version: 2 });
  });

  it('ends nothing without its entry in the log', async () => {
    const { subjectId, items } = await aSubjectWith(2);
    refuse = true;
    await expect(work.keys.rekeySubject(systemActor, subjectId, ending(items))).rejects.toThrow(KeysUnavailable);
    await Promise.all(items.map(opens));
  });

  it('leaves everything as it was when killed in between', async () => {
    const { subjectId, items } = await aSubjectWith(3);
    const killed = await keysAtWork(databases, {
      installation: work.installation,
      log: () => killKeystoreConnections(),
    });
    await expect(killed.keys.rekeySubject(systemActor, subjectId, ending(items))).rejects.toThrow(KeysUnavailable);
    await Promise.all(items.map(opens));
    await killed.close();
    await work.keys.rekeySubject(systemActor, subjectId, ending(items));
    await Promise.all(items.map(isDead));
  });

  it('loses no key that is made meanwhile', async () => {
    const { subjectId, items } = await aSubjectWith(3);
    const making = Promise.all(Array.from({ length: 6 }, () => anItem(subjectId)));
    await work.keys.rekeySubject(systemActor, subjectId, ending(items.slice(0, 1)));
    await work.keys.rekeySubject(systemActor, subjectId, ending([]));
    await Promise.all([...(await making), ...items.slice(1)].map(opens));
  });

  it('re-wraps more keys than one page holds', async () => {
    const { subjectId, items } = await aSubjectWith(1);
    const [item] = items as [Item];
    const aKey = (): Promise<void> => work.keys.createPayloadKey({ subjectId, ownerId: newId() });
    for (let made = 0; made < 1200; made += 40) await Promise.all(Array.from({ length: 40 }, aKey));
    await work.keys.rekeySubject(systemActor, subjectId, ending([]));
    const [count] = await keystore<{ n: number }>(
      'SELECT count(*)::int AS n FROM keystore.payload_key WHERE subject_id = $1',
      [subjectId],
    );
    expect(count?.n).toBe(1202);
    await opens(item);
  });

  it('ends no key of another subject', async () => {
    const [one, other] = [await aSubjectWith(1), await aSubjectWith(1)];
    await work.keys.rekeySubject(systemActor, one.subjectId, ending(other.items));
    await Promise.all([...one.items, ...other.items].map(opens));
  });

  async function killKeystoreConnections(): Promise<void> {
    await asSuperuser(databases.url('superuser', 'keystore'), (client: Client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE usename = 'strongroom_keystore' AND datname = current_database() AND state = 'idle in transaction'`,
      ),
    );
  }
});

describe('a merge of subjects', () => {
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

  const aSubject = async (): Promise<{ subjectId: string; objectId: string; dataKeyId: string; sealed: Buffer }> => {
    const [subjectId, objectId] = [newId(), newId()];
    await work.keys.createSubjectKey(subjectId);
    const { dataKeyId } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    return {
      subjectId,
      objectId,
      dataKeyId,
      sealed: await work.keys.sealPersonal(subjectId, 'subject.identifier', 'x'),
    };
  };

  it('moves all keys and ends the first subject key', async () => {
    const [from, to] = [await aSubject(), await aSubject()];
    await work.keys.moveKeys(systemActor, from.subjectId, to.subjectId);
    for (const { dataKeyId, objectId, subjectId, sealed } of [from, to]) {
      await work.keys.openDataKey(dataKeyId, { objectId });
      expect(await work.keys.openPersonal(subjectId, 'subject.identifier', sealed)).toBe('x');
    }
    const place = { subjectId: from.subjectId, objectId: newId(), mediaId: newId() };
    await expect(work.keys.createDataKey(place)).rejects.toMatchObject({ failure: 'ended' });
    expect(work.records.at(-1)).toMatchObject({
      type: 'keys.subject.rekeyed',
      subject: from.subjectId,
      reason: 'merged',
    });
  });

  it('ends with the other subject from then on', async () => {
    const [from, to] = [await aSubject(), await aSubject()];
    await work.keys.moveKeys(systemActor, from.subjectId, to.subjectId);
    await work.keys.rekeySubject(systemActor, to.subjectId, { dataKeys: [from.dataKeyId], payloadOwners: [] });
    await expect(work.keys.openDataKey(from.dataKeyId, { objectId: from.objectId })).rejects.toThrow(KeysUnavailable);
    await work.keys.openDataKey(to.dataKeyId, { objectId: to.objectId });
  });

  it('survives being asked for both ways at once', async () => {
    const [one, other] = [await aSubject(), await aSubject()];
    const outcomes = await Promise.allSettled([
      work.keys.moveKeys(systemActor, one.subjectId, other.subjectId),
      work.keys.moveKeys(systemActor, other.subjectId, one.subjectId),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const { dataKeyId, objectId } of [one, other]) await work.keys.openDataKey(dataKeyId, { objectId });
  });

  it('is not for a subject and itself', async () => {
    const { subjectId } = await aSubject();
    await expect(work.keys.moveKeys(systemActor, subjectId, subjectId)).rejects.toThrow(RangeError);
  });
});
