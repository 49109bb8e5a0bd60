import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { EndEscrow } from '../../../src/edge/key-administration/end-escrow';
import { EscrowWatch } from '../../../src/edge/key-administration/escrow-watch.job';
import { MakeEscrow } from '../../../src/edge/key-administration/make-escrow';
import { newId, type RequestContext } from '../../../src/kernel';
import type { Notifications } from '../../../src/platform/notifications';
import type { People } from '../../../src/trust/identity';
import { type Custodian, Escrows } from '../../../src/trust/keys';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { type KeysAtWork, keysAtWork, removeInstallation } from '../keys/keys-at-work';
import { dpo, type MaintenanceAtWork, maintenanceAtWork, officer } from '../log-maintenance/maintenance-at-work';

const keyholder = person(['key_administrator']);

describe('an escrow by two people', () => {
  let work: MaintenanceAtWork;
  let keys: KeysAtWork;
  let making: MakeEscrow;
  let ending: EndEscrow;
  let custodians: Custodian[];
  let written: string[];

  beforeEach(async () => {
    work = await maintenanceAtWork();
    keys = await keysAtWork(work.log.databases);
    const [approvables, escrows] = [work.approvables, keys.get(Escrows)];
    making = new MakeEscrow(approvables, work.approvals, escrows, keys.epochs);
    ending = new EndEscrow(approvables, work.approvals, escrows);
    for (const part of [making, ending]) part.onModuleInit();
    custodians = [];
    for (const role of ['finance', 'legal'])
      custodians.push({ role, recipients: [await identityToRecipient(await generateX25519Identity())] });
    written = [];
  });

  afterEach(async () => {
    await keys.close();
    await work.close();
    removeInstallation(keys.installation);
  });

  const write = (text: string): Promise<void> => Promise.resolve(void written.push(text));

  const made = async (): Promise<string> => {
    const asked = await making.request(asks(keyholder), custodians);
    await making.withFile(write, () => work.carryOut(asked, [officer], keyholder));
    return (await keys.get(Escrows).view()).copies[0]?.id ?? '';
  };

  it('is made once somebody else has approved', async () => {
    await made();
    expect(written).toHaveLength(1);
    expect(await keys.get(Escrows).view()).toMatchObject({ standing: 'in_order', copies: [{ madeBy: keyholder.id }] });
  });

  it('is refused to its asker and to the DPO', async () => {
    const asked = await making.request(asks(keyholder), custodians);
    for (const approver of [keyholder, dpo])
      await expect(making.withFile(write, () => work.carryOut(asked, [approver], keyholder))).rejects.toThrow();
    expect(written).toEqual([]);
    expect((await keys.get(Escrows).view()).copies).toEqual([]);
  });

  it('is not asked for by who holds no keys', async () => {
    const asking = (context: RequestContext) => making.request(context, custodians);
    for (const actor of [officer, dpo]) await expect(asking(asks(actor))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ending.request(asks(dpo), await made())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is handed to nobody who is not at the host', async () => {
    const asked = await making.request(asks(keyholder), custodians);
    await expect(work.carryOut(asked, [officer], keyholder)).rejects.toMatchObject({ reason: 'elsewhere' });
    expect((await keys.get(Escrows).view()).copies).toEqual([]);
  });

  it('is of no other epoch than was approved', async () => {
    const asked = await making.request(asks(keyholder), custodians);
    await keys.epochs.roll();
    const late = making.withFile(write, () => work.carryOut(asked, [officer], keyholder));
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect(written).toEqual([]);
  });

  it('ends by the word of two', async () => {
    const id = await made();
    const asked = await ending.request(asks(keyholder), id);
    await expect(work.carryOut(asked, [keyholder], keyholder)).rejects.toThrow();
    expect((await keys.get(Escrows).get(id)).endedAt).toBeNull();
    await work.carryOut(asked, [officer], keyholder);
    expect((await keys.get(Escrows).get(id)).endedAt).not.toBeNull();
    await expect(ending.request(asks(keyholder), newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is an alarm while it is overdue', async () => {
    const told: unknown[] = [];
    const people = { systemHolders: (_tx: unknown, role: string) => Promise.resolve([role]) } as unknown as People;
    const notifications = { add: (_tx: unknown, news: unknown) => Promise.resolve(void told.push(news)) };
    const watch = new EscrowWatch(
      keys.get(Escrows),
      work.log.databases.vault,
      people,
      notifications as unknown as Notifications,
      work.log.audit,
      work.jobs,
    );
    await made();
    await keys.epochs.roll();
    await watch.run();
    expect(told).toEqual([]);
    await asSuperuser(work.log.databases.url('superuser', 'keystore'), (client) =>
      client.query("UPDATE keystore.epoch_key SET created_at = now() - interval '2 days'"),
    );
    await watch.run();
    const body = { reason: 'outdated' };
    expect(told).toEqual([
      { person: 'key_administrator', kind: 'keys.escrow.overdue', body },
      { person: 'compliance_officer', kind: 'keys.escrow.overdue', body },
    ]);
  });
});
