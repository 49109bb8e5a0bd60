import { DestroyEpoch } from '../../../src/edge/key-administration/destroy-epoch';
import { RollEpoch } from '../../../src/edge/key-administration/roll-epoch';
import { WeeklyEpochs } from '../../../src/edge/key-administration/weekly-epochs.job';
import { KeyInventory } from '../../../src/trust/keys';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { type KeysAtWork, keysAtWork, removeInstallation } from '../keys/keys-at-work';
import { type MaintenanceAtWork, dpo, maintenanceAtWork, officer } from '../log-maintenance/maintenance-at-work';

const keyholder = person(['key_administrator']);

describe('the administration of key epochs', () => {
  let work: MaintenanceAtWork;
  let keys: KeysAtWork;
  let roll: RollEpoch;
  let destroy: DestroyEpoch;
  let weekly: WeeklyEpochs;

  beforeEach(async () => {
    work = await maintenanceAtWork();
    keys = await keysAtWork(work.log.databases);
    const { approvables, approvals, jobs, outbox } = work;
    roll = new RollEpoch(approvables, approvals, keys.epochs, jobs, outbox);
    destroy = new DestroyEpoch(approvables, approvals, keys.epochs, jobs, outbox);
    weekly = new WeeklyEpochs(keys.epochs, jobs);
    for (const part of [roll, destroy, weekly]) part.onModuleInit();
  });

  afterEach(async () => {
    await keys.close();
    await work.close();
    removeInstallation(keys.installation);
  });

  const inventory = () => keys.get(KeyInventory).show(asks(keyholder));

  it('rolls once somebody else has approved', async () => {
    await work.carryOut(await roll.request(asks(keyholder)), [officer], keyholder);
    await work.runJobs('keys.roll');
    await work.runJobs('keys.roll');
    expect(await keys.epochs.newest()).toBe(2);
  });

  it('is refused to its asker and to the DPO', async () => {
    const asked = await roll.request(asks(keyholder));
    for (const approver of [keyholder, dpo])
      await expect(work.carryOut(asked, [approver], keyholder)).rejects.toThrow();
    await work.runJobs('keys.roll');
    expect(await keys.epochs.newest()).toBe(1);
  });

  it('is not asked for by who holds no keys', async () => {
    for (const actor of [officer, dpo])
      await expect(roll.request(asks(actor))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('does nothing else than was approved', async () => {
    const asked = await roll.request(asks(keyholder));
    await keys.epochs.roll();
    await expect(work.carryOut(asked, [officer], keyholder)).rejects.toMatchObject({ code: 'conflict' });
    await expect(destroy.request(asks(keyholder), 2)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('destroys an old root before its time', async () => {
    await keys.epochs.roll();
    await work.carryOut(await destroy.request(asks(keyholder), 1), [officer], keyholder);
    await work.runJobs('keys.destroy');
    expect(await inventory()).toMatchObject({
      epochs: [{ epoch: 2 }],
      ended: [{ epoch: 1 }],
    });
  });

  it('rolls by itself after a week', async () => {
    await weekly.run();
    expect(await keys.epochs.newest()).toBe(1);
    await asSuperuser(work.log.databases.url('superuser', 'keystore'), (client) =>
      client.query("UPDATE keystore.epoch_key SET created_at = now() - interval '7 days'"),
    );
    await weekly.run();
    await weekly.run();
    expect(await keys.epochs.newest()).toBe(2);
  });

  it('shows counts and no key, and is logged', async () => {
    keys.records.length = 0;
    const seen = await inventory();
    expect(seen).toMatchObject({ provider: 'keyfile', epochs: [{ epoch: 1 }], ended: [], nodes: 1 });
    expect(JSON.stringify(seen)).not.toMatch(/wrapped|"key"/);
    expect(keys.records).toMatchObject([{ type: 'keys.inventory.read', actor: keyholder, decision: 'allow' }]);
  });
});
