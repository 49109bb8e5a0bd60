import { newId, systemActor } from '../../../src/kernel';
import { KeystoreWork } from '../../../src/trust/keys/custody/keystore-work';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

describe('ended keys', () => {
  let databases: TestDatabases;
  let one: KeysAtWork;
  let other: KeysAtWork;

  beforeAll(async () => {
    databases = await testDatabases();
    one = await keysAtWork(databases);
    other = await keysAtWork(databases, { installation: one.installation });
  });

  afterAll(async () => {
    await one.close();
    await other.close();
    await databases.close();
    removeInstallation(one.installation);
  });

  const asRoot = (sql: string, values: unknown[] = []): Promise<void> =>
    asSuperuser(databases.url('superuser', 'keystore'), (client) => client.query(sql, values));

  const anEndedKey = async (): Promise<string> => {
    const [subjectId, objectId] = [newId(), newId()];
    await one.keys.createSubjectKey(subjectId);
    const { dataKeyId } = await one.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    await other.keys.openDataKey(dataKeyId, { objectId });
    expect(await one.nodes.confirmGone([dataKeyId])).toEqual({ gone: false, reason: 'key_lives' });
    await one.keys.endSubject(systemActor, subjectId);
    return dataKeyId;
  };

  it('are confirmed gone by every process', async () => {
    const dataKeyId = await anEndedKey();
    expect(await one.nodes.confirmGone([dataKeyId])).toMatchObject({ gone: true, nodes: 2 });
  });

  it('are not gone while a process is silent', async () => {
    const dataKeyId = await anEndedKey();
    const silent = newId();
    await asRoot('INSERT INTO keystore.node (id) VALUES ($1)', [silent]);
    const standing = await one.nodes.confirmGone([dataKeyId], 300);
    expect(standing).toEqual({ gone: false, reason: 'waiting_for_nodes', nodes: [silent] });
    await asRoot("UPDATE keystore.node SET seen_at = now() - interval '2 minutes' WHERE id = $1", [silent]);
    expect(await one.nodes.confirmGone([dataKeyId])).toMatchObject({ gone: true, nodes: 2 });
  });

  it('wait for work that has begun', async () => {
    const dataKeyId = await anEndedKey();
    let finish: () => void = () => undefined;
    const opening = new Promise<void>((done) => (finish = done));
    const busy = other.get(KeystoreWork).read(() => opening);
    expect(await one.nodes.confirmGone([dataKeyId], 300)).toMatchObject({ reason: 'waiting_for_nodes' });
    finish();
    await busy;
    expect(await one.nodes.confirmGone([dataKeyId])).toMatchObject({ gone: true });
  });

  it('need no word of a process that stopped', async () => {
    const third = await keysAtWork(databases, { installation: one.installation });
    await third.close();
    expect(await one.nodes.confirmGone([await anEndedKey()])).toMatchObject({ gone: true, nodes: 2 });
  });
});
