import { readFileSync, writeFileSync } from 'node:fs';
import { newId, systemActor } from '../../../src/kernel';
import { DatabaseUnavailable } from '../../../src/platform/database';
import { KeysUnavailable } from '../../../src/trust/keys';
import { KeyfileProvider } from '../../../src/trust/keys/custody/keyfile';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, newInstallation, removeInstallation } from './keys-at-work';

const column = 'media.file_name';

interface Item {
  readonly subjectId: string;
  readonly objectId: string;
  readonly dataKeyId: string;
  readonly bytes: string;
}

describe('key epochs', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let fail: (type: string, reason?: string) => boolean;

  beforeEach(async () => {
    fail = () => false;
    databases = await testDatabases();
    work = await keysAtWork(databases, {
      log: ({ type, reason }) => {
        if (fail(type, reason)) throw new DatabaseUnavailable();
      },
    });
  });

  afterEach(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const keystore = async <Row extends object>(sql: string): Promise<Row[]> => {
    let rows: Row[] = [];
    await asSuperuser(databases.url('superuser', 'keystore'), async (client) => {
      rows = (await client.query<Row>(sql)).rows;
    });
    return rows;
  };

  const epochsOf = async (table: string): Promise<number[]> =>
    (await keystore<{ epoch: number }>(`SELECT DISTINCT epoch FROM keystore.${table} ORDER BY epoch`)).map(
      ({ epoch }) => epoch,
    );

  const anItem = async (subjectId = newId()): Promise<Item> => {
    const objectId = newId();
    await work.keys.createSubjectKey(subjectId);
    const { dataKeyId, key } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    return { subjectId, objectId, dataKeyId, bytes: key.export().toString('hex') };
  };

  const opens = async ({ dataKeyId, objectId, bytes }: Item): Promise<void> => {
    const key = await work.keys.openDataKey(dataKeyId, { objectId });
    expect(key.export().toString('hex')).toBe(bytes);
  };

  const roll = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) await work.epochs.roll();
  };

  it('move every live key, and change none', async () => {
    const items = await Promise.all(Array.from({ length: 5 }, () => anItem()));
    await work.parts.sealActorPart({ ip: '203.0.113.9' }, new Date());
    const before = await keystore<{ wrapped: Buffer }>('SELECT wrapped FROM keystore.data_key ORDER BY id');
    expect(await work.epochs.roll()).toMatchObject({ epoch: 2, rewrapped: 6, backup: 'none_verified' });
    expect([await epochsOf('subject_key'), await epochsOf('month_key')]).toEqual([[2], [2]]);
    expect(await keystore('SELECT wrapped FROM keystore.data_key ORDER BY id')).toEqual(before);
    for (const item of items) await opens(item);
  });

  it('end four rolls later with their root', async () => {
    const item = await anItem();
    await roll(3);
    expect(await epochsOf('epoch_key')).toEqual([1, 2, 3, 4]);
    expect(await work.epochs.roll()).toMatchObject({ epoch: 5, destroyed: [{ epoch: 1 }] });
    expect(await epochsOf('epoch_key')).toEqual([2, 3, 4, 5]);
    expect(readFileSync(work.installation.paths.keyfile, 'utf8')).toMatch(/"destroyed": \[\s*\{\s*"epoch": 1/);
    await opens(item);
    const types = work.records.filter(({ type }) => type !== 'keys.created');
    expect(types).toMatchObject([
      { type: 'keys.epoch.ended', reason: 'no_backup_verified', range: '1-1' },
      { type: 'keys.root.destroyed', reason: 'destroyed', range: '1-1' },
    ]);
  });

  it('tell where a backup was verified', async () => {
    await roll(1);
    expect(await work.epochs.noteVerifiedBackup(2)).toBe(true);
    expect(await work.epochs.roll()).toMatchObject({ epoch: 3, backup: 'verified', destroyed: [] });
    await roll(2);
    expect(await work.epochs.noteVerifiedBackup(1)).toBe(false);
    expect(await work.epochs.roll()).toMatchObject({ epoch: 6, backup: 'none_verified', destroyed: [{ epoch: 2 }] });
  });

  it.each([
    ['before the epoch is written', (type: string) => type === 'keys.created'],
    ['before an epoch ends', (type: string) => type === 'keys.epoch.ended'],
    ['before its root is noted as gone', (type: string) => type === 'keys.root.destroyed'],
  ])('carry on where a roll stopped %s', async (_where, failing) => {
    const item = await anItem();
    await roll(3);
    fail = failing;
    await expect(work.epochs.roll(4)).rejects.toThrow(KeysUnavailable);
    fail = () => false;
    await work.epochs.roll(4);
    expect(await epochsOf('epoch_key')).toEqual([2, 3, 4, 5]);
    expect(await keystore('SELECT 1 FROM keystore.ended_epoch WHERE root_gone_at IS NULL')).toEqual([]);
    await opens(item);
  });

  it('roll once however many roll at once', async () => {
    const other = await keysAtWork(databases, { installation: work.installation });
    const item = await anItem();
    await Promise.all([work.epochs.roll(1), other.epochs.roll(1), work.epochs.roll(1)]);
    expect(await epochsOf('epoch_key')).toEqual([1, 2]);
    expect(await epochsOf('subject_key')).toEqual([2]);
    await opens(item);
    await other.close();
  });

  it('bring back nothing that an erasure removes', async () => {
    const items = await Promise.all(Array.from({ length: 60 }, () => anItem()));
    const erased = items.filter((_item, index) => index % 2 === 0);
    const rolling = work.epochs.roll(1);
    await Promise.all([...erased.map(({ subjectId }) => work.keys.endSubject(systemActor, subjectId)), rolling]);
    await work.epochs.finish();
    expect(await epochsOf('subject_key')).toEqual([2]);
    for (const item of items)
      if (erased.includes(item)) await expect(opens(item)).rejects.toMatchObject({ failure: 'ended' });
      else await opens(item);
    const [left] = await keystore<{ n: number }>('SELECT count(*)::int AS n FROM keystore.subject_key');
    expect(left).toEqual({ n: items.length - erased.length });
  });

  it('cannot end while they wrap a key', async () => {
    await anItem();
    await expect(
      asSuperuser(databases.url('strongroom_keystore', 'keystore'), (client) =>
        client.query('DELETE FROM keystore.epoch_key WHERE epoch = 1'),
      ),
    ).rejects.toMatchObject({ code: '23503' });
    await expect(work.epochs.destroy(1)).rejects.toThrow(RangeError);
    await work.epochs.roll();
    expect(await work.epochs.destroy(1)).toMatchObject([{ epoch: 1 }]);
  });

  it('are due a week after the last', async () => {
    expect(await work.epochs.isDue(7)).toBe(false);
    await asSuperuser(databases.url('superuser', 'keystore'), (client) =>
      client.query("UPDATE keystore.epoch_key SET created_at = now() - interval '7 days'"),
    );
    expect(await work.epochs.isDue(7)).toBe(true);
  });

  it('say when an end is final, and not before', async () => {
    const item = await anItem();
    const asked = [item.dataKeyId];
    expect(await work.ends.irreversibleAt(asked)).toEqual({ known: false, reason: 'key_lives' });
    expect(await work.ends.irreversibleAt([newId()])).toEqual({ known: false, reason: 'never_a_key' });
    await work.keys.endSubject(systemActor, item.subjectId);
    await roll(3);
    expect(await work.ends.irreversibleAt(asked)).toEqual({ known: false, reason: 'epoch_in_use' });
    await roll(1);
    expect(await work.ends.irreversibleAt(asked)).toMatchObject({ known: true, passed: true, lastEpoch: 1 });
  });

  it('count a deleted key as alive below a living one', async () => {
    const { subjectId, dataKeyId } = await anItem();
    await asSuperuser(databases.url('strongroom_keystore', 'keystore'), (client) =>
      client.query('DELETE FROM keystore.data_key WHERE id = $1', [dataKeyId]),
    );
    expect(await work.ends.irreversibleAt([dataKeyId])).toEqual({ known: false, reason: 'key_lives' });
    await work.keys.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [] });
    expect(await work.ends.irreversibleAt([dataKeyId])).toEqual({ known: false, reason: 'epoch_in_use' });
  });

  it('end for old copies of keyfile and keystore', async () => {
    const item = await anItem();
    const name = await work.keys.sealPersonal(item.subjectId, column, 'passport.jpg');
    const [copy] = await keystore<{ wrapped: Buffer }>('SELECT wrapped FROM keystore.epoch_key WHERE epoch = 1');
    await roll(4);
    const restored = await newInstallation();
    writeFileSync(restored.paths.keyfile, readFileSync(work.installation.paths.keyfile));
    const provider = new KeyfileProvider(restored.paths.keyfile, { now: () => new Date() });
    const opening = provider.unwrapEpochKey(
      { epoch: 1, keyId: newId(), vaultId: work.installation.vaultId },
      copy?.wrapped ?? Buffer.alloc(0),
    );
    await expect(opening).rejects.toMatchObject({ failure: 'provider' });
    expect(await work.keys.openPersonal(item.subjectId, column, name)).toBe('passport.jpg');
    removeInstallation(restored);
  });
});
