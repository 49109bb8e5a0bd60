import { newId } from '../../../src/kernel';
import { KeysUnavailable, SweepRefused } from '../../../src/trust/keys';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

describe('the sweep of orphaned keys', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;

  beforeEach(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases);
  });

  afterEach(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const someKeys = async (count: number): Promise<{ dataKeyId: string; objectId: string }[]> => {
    const subjectId = newId();
    await work.keys.createSubjectKey(subjectId);
    const objects = Array.from({ length: count }, () => newId());
    return Promise.all(
      objects.map(async (objectId) => {
        const { dataKeyId } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
        return { dataKeyId, objectId };
      }),
    );
  };

  const age = (hours: number): Promise<void> =>
    asSuperuser(databases.url('superuser', 'keystore'), (client) =>
      client.query('UPDATE keystore.data_key SET created_at = now() - make_interval(hours => $1)', [hours]),
    );

  it('takes old keys that no row names', async () => {
    const [kept, orphan] = (await someKeys(2)) as [
      { dataKeyId: string; objectId: string },
      { dataKeyId: string; objectId: string },
    ];
    await age(25);
    work.sweep.keep(() => Promise.resolve([]));
    work.sweep.keep(() => Promise.resolve([kept.dataKeyId]));
    expect(await work.sweep.sweepOrphans()).toBe(1);
    await work.keys.openDataKey(kept.dataKeyId, kept);
    await expect(work.keys.openDataKey(orphan.dataKeyId, orphan)).rejects.toThrow(KeysUnavailable);
    expect(work.records.at(-1)).toMatchObject({ type: 'keys.orphans.swept' });
  });

  it('leaves an upload its day', async () => {
    const [young] = (await someKeys(1)) as [{ dataKeyId: string; objectId: string }];
    await age(23);
    work.sweep.keep(() => Promise.resolve([]));
    expect(await work.sweep.sweepOrphans()).toBe(0);
    await work.keys.openDataKey(young.dataKeyId, young);
  });

  it('destroys nothing when far too much is orphaned', async () => {
    const keys = await someKeys(101);
    await age(25);
    work.sweep.keep(() => Promise.resolve([]));
    await expect(work.sweep.sweepOrphans()).rejects.toThrow(SweepRefused);
    for (const { dataKeyId, objectId } of keys.slice(0, 3)) await work.keys.openDataKey(dataKeyId, { objectId });
  });

  it('destroys nothing when nobody says what is needed', async () => {
    const [kept] = (await someKeys(1)) as [{ dataKeyId: string; objectId: string }];
    await age(25);
    await expect(work.sweep.sweepOrphans()).rejects.toThrow(SweepRefused);
    await work.keys.openDataKey(kept.dataKeyId, kept);
  });

  it('destroys nothing when the rows cannot be asked', async () => {
    const [kept] = (await someKeys(1)) as [{ dataKeyId: string; objectId: string }];
    await age(25);
    work.sweep.keep(() => Promise.reject(new Error('away')));
    await expect(work.sweep.sweepOrphans()).rejects.toThrow('away');
    await work.keys.openDataKey(kept.dataKeyId, kept);
  });
});
