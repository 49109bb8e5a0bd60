import { rmSync } from 'node:fs';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { newId, systemActor, systemClock } from '../../../src/kernel';
import { Settings } from '../../../src/platform/settings';
import { bringBackRoots, type Custodian, custodyOf, Escrows, KeyInventory, openEscrow } from '../../../src/trust/keys';
import { RemoteProvider } from '../../../src/trust/keys/custody/remote/remote-provider';
import { TransitKeys } from '../../../src/trust/keys/custody/remote/transit';
import { asks, person } from '../../support/actors';
import { startTransit } from '../../support/transit-server';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, newInstallation, removeInstallation } from './keys-at-work';

const keyholder = person(['key_administrator']);

describe('an escrow of the current epoch', () => {
  let databases: TestDatabases;
  let work: KeysAtWork;
  let identities: string[];
  let custodians: Custodian[];

  beforeEach(async () => {
    databases = await testDatabases();
    work = await keysAtWork(databases);
    identities = [await generateX25519Identity(), await generateX25519Identity()];
    const [finance = '', legal = ''] = await Promise.all(identities.map(identityToRecipient));
    custodians = [
      { role: 'finance', recipients: [finance] },
      { role: 'legal', recipients: [legal] },
    ];
  });
  afterEach(async () => {
    await work.close();
    await databases.close();
    removeInstallation(work.installation);
  });

  const escrows = (): Escrows => work.get(Escrows);

  const make = async (): Promise<{ id: string; text: string }> => {
    let text = '';
    const write = (written: string): Promise<void> => Promise.resolve(void (text = written));
    const { id } = await escrows().make(keyholder, await escrows().plan(custodians), write);
    return { id, text };
  };

  const anItem = async (): Promise<{ subjectId: string; objectId: string; dataKeyId: string }> => {
    const [subjectId, objectId] = [newId(), newId()];
    await work.keys.createSubjectKey(subjectId);
    const { dataKeyId } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    return { subjectId, objectId, dataKeyId };
  };

  it('is registered before it is written, and logged', async () => {
    work.records.length = 0;
    const failing = escrows().make(keyholder, await escrows().plan(custodians), () =>
      Promise.reject(new Error('full')),
    );
    await expect(failing).rejects.toThrow('full');
    const { standing, copies } = await escrows().view();
    expect(standing).toBe('in_order');
    expect(copies).toMatchObject([
      { epoch: 1, state: 'current', custodians: ['legal', 'finance'], madeBy: keyholder.id },
    ]);
    expect(work.records).toMatchObject([
      { type: 'keys.escrow.made', actor: keyholder, range: '1-1', object: { object: copies[0]?.id } },
    ]);
  });

  it('opens keys of the vault in a drill', async () => {
    await anItem();
    const { id, text } = await make();
    work.records.length = 0;
    const drill = await escrows().drill(text, identities);
    expect(drill).toMatchObject({ id, epoch: 1, result: 'opened' });
    expect(drill.keysOpened).toBeGreaterThanOrEqual(2);
    expect(work.records).toMatchObject([{ type: 'keys.escrow.drilled', reason: 'opened', decision: 'allow' }]);
    expect((await escrows().view()).copies).toMatchObject([{ drill: 'opened', openedAt: expect.any(Date) as Date }]);
  });

  it('fails a drill without one of its custodians', async () => {
    const { text } = await make();
    work.records.length = 0;
    expect(await escrows().drill(text, identities.slice(1))).toMatchObject({ result: 'closed', keysOpened: 0 });
    expect(work.records).toMatchObject([{ type: 'keys.escrow.drilled', reason: 'closed', decision: 'error' }]);
    expect((await escrows().view()).copies).toMatchObject([{ drill: 'closed', openedAt: null }]);
  });

  it('is out of date with the next epoch', async () => {
    const { text } = await make();
    await work.epochs.roll();
    expect(await escrows().view()).toMatchObject({ standing: 'outdated', copies: [{ epoch: 1, state: 'superseded' }] });
    await expect(escrows().drill(text, identities)).rejects.toMatchObject({ reason: 'outdated' });
    await make();
    expect(await escrows().view()).toMatchObject({ standing: 'in_order', copies: [{ epoch: 2 }, { epoch: 1 }] });
  });

  it('counts as a copy until its holders destroyed it', async () => {
    const { subjectId, dataKeyId } = await anItem();
    const { id } = await make();
    await work.keys.endSubject(systemActor, subjectId);
    for (let n = 0; n < 4; n += 1) await work.epochs.roll();
    expect(await work.ends.irreversibleAt([dataKeyId])).toEqual({ known: false, reason: 'escrow_not_destroyed' });
    await escrows().end(keyholder, id);
    const { endedAt } = await escrows().get(id);
    expect(await work.ends.irreversibleAt([dataKeyId])).toEqual({
      known: true,
      at: endedAt,
      passed: true,
      lastEpoch: 1,
    });
    expect(work.records.at(-1)).toMatchObject({ type: 'keys.escrow.ended', actor: keyholder, object: { object: id } });
  });

  it('does not count for what ended before it', async () => {
    const { subjectId, dataKeyId } = await anItem();
    await work.keys.endSubject(systemActor, subjectId);
    await work.epochs.roll();
    await make();
    for (let n = 0; n < 3; n += 1) await work.epochs.roll();
    expect(await work.ends.irreversibleAt([dataKeyId])).toMatchObject({ known: true, passed: true });
  });

  it('makes a lost keyfile anew, and ends older epochs', async () => {
    const item = await anItem();
    await work.epochs.roll();
    const lookup = await work.keys.lookupHash('phone', '+49151');
    const { text } = await make();
    await work.close();
    rmSync(work.installation.paths.keyfile);
    expect(await bringBack(text)).toBe('keystore_opens');
    await expect(bringBack(text)).rejects.toMatchObject({ reason: 'keys_there' });
    work = await keysAtWork(databases, { installation: work.installation });
    await work.keys.openDataKey(item.dataKeyId, { objectId: item.objectId });
    expect(await work.keys.lookupHash('phone', '+49151')).toEqual(lookup);
    expect((await work.get(KeyInventory).show(asks(keyholder))).epochs).toMatchObject([{ epoch: 2 }]);
    expect(await work.epochs.roll()).toMatchObject({ epoch: 3 });
  });

  it('brings nothing back beside a newer keystore', async () => {
    const { text } = await make();
    await work.epochs.roll();
    rmSync(work.installation.paths.keyfile);
    await expect(bringBack(text)).rejects.toMatchObject({ reason: 'outdated' });
    const other = await newInstallation();
    await expect(bringBack(text, other)).rejects.toMatchObject({ reason: 'other_vault' });
    removeInstallation(other);
  });

  const bringBack = async (text: string, installation = work.installation) =>
    bringBackRoots(
      databases.keystore,
      custodyOf(new Settings(), installation.paths, systemClock),
      installation,
      await openEscrow(text, identities),
    );
});

describe('an escrow of roots that a service keeps', () => {
  it('is not needed, and says so', async () => {
    const [databases, server, installation] = [await testDatabases(), await startTransit(), await newInstallation()];
    const keys = new TransitKeys({ url: server.url, mount: 'transit', token: server.token });
    const provider = new RemoteProvider(installation.paths.custody, keys, systemClock);
    await provider.create(installation.vaultId);
    const work = await keysAtWork(databases, { installation, provider });
    expect(await work.get(Escrows).view()).toEqual({ standing: 'not_needed', copies: [] });
    await expect(work.get(Escrows).plan([])).rejects.toMatchObject({ reason: 'not_needed' });
    expect(await work.get(Escrows).overdue()).toBeNull();
    await work.close();
    await server.stop();
    await databases.close();
    removeInstallation(installation);
  });
});
