import type { WorkerTask } from '../../../bench/servers/worker';
import { planStates } from '../../../src/lifecycle/destruction/destruction';
import { KeyEpochs, Keys } from '../../../src/trust/keys';
import { patientWaitMs } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';
import { type Asked, DestructionAtWork, type Item } from './destruction-at-work';
import { addSteps, killedAt, run } from './killed-worker';

interface Key {
  readonly dataKeyId: string;
  readonly objectId: string;
}

/** Real processes, killed with -9 at each step, and the next one that carries on. */
describe('a vault whose processes are killed', () => {
  let work: DestructionAtWork;
  let vaultUrl: string;
  let keystoreUrl: string;
  let settings: WorkerTask['settings'];
  let gone: Item[];
  let stays: Item[];
  let goneKeys: Key[];
  let plans: Asked[];

  beforeAll(async () => {
    work = await DestructionAtWork.start();
    const { databases, folder } = work.vault;
    [vaultUrl, keystoreUrl] = [databases.url('superuser'), databases.url('superuser', 'keystore')];
    settings = {
      dataDir: folder,
      logLevel: 'silent',
      openerThreads: 0,
      auditWaitMs: patientWaitMs,
      databaseUrl: databases.url('strongroom_app'),
      auditDatabaseUrl: databases.url('strongroom_audit'),
      keystoreUrl: databases.url('strongroom_keystore', 'keystore'),
      objects: 'directory',
    };
    await addSteps(keystoreUrl, 'keystore', {
      'keys removed': 'AFTER DELETE ON keystore.data_key',
      'subject re-keyed': 'AFTER UPDATE OF id ON keystore.subject_key',
      'subject ended': 'AFTER DELETE ON keystore.subject_key',
      'root made': 'BEFORE INSERT ON keystore.epoch_key',
      'page re-wrapped': 'AFTER UPDATE OF epoch ON keystore.subject_key',
      'months re-wrapped': 'AFTER UPDATE ON keystore.month_key',
      'epoch ended': 'AFTER INSERT ON keystore.ended_epoch',
      'root destroyed': 'BEFORE UPDATE ON keystore.ended_epoch',
    });
    await addSteps(
      vaultUrl,
      'destruction',
      Object.fromEntries(
        planStates
          .slice(2)
          .map((state) => [
            state,
            `AFTER UPDATE ON destruction.plan FOR EACH ROW WHEN (NEW.state = '${state}' AND OLD.state <> NEW.state)`,
          ]),
      ),
    );
    const [partly, wholly] = [await work.subject(), await work.subject()];
    gone = [await work.item(partly), await work.item(wholly)];
    stays = [await work.item(partly), await work.item(await work.subject())];
    goneKeys = await work.vault.sql<Key>(
      'SELECT data_key_id AS "dataKeyId", object_id AS "objectId" FROM records.media WHERE id = ANY($1::uuid[])',
      [gone.map(({ id }) => id)],
    );
    plans = [await work.started({ media: [gone[0]?.id ?? ''] }), await work.started({ subject: wholly })];
  });
  afterAll(() => work.vault.close());

  /** A process that is killed does not say that it is gone; after 90 seconds of silence nobody waits for it. */
  const silenceOfTheKilled = (): Promise<void> =>
    asSuperuser(keystoreUrl, (client) =>
      client.query("UPDATE keystore.node SET seen_at = seen_at - interval '2 minutes'"),
    );

  const opens = (items: readonly Item[]) => Promise.all(items.map((item) => work.open(item)));

  const destructions: WorkerTask['task'] = { kind: 'destructions' };

  const killAt = async (step: string, url: string, task: WorkerTask['task']): Promise<void> => {
    await killedAt(step, url, { settings, task });
    await silenceOfTheKilled();
    expect(await opens(gone)).not.toContain(200);
    expect(await opens(stays)).toEqual([200, 200]);
  };

  it.each(['keys removed', 'subject re-keyed'])('keeps what stays when killed with %s', async (step) => {
    await killAt(step, keystoreUrl, destructions);
  });

  it.each(planStates.slice(2))('keeps what stays when killed before %s is noted', async (state) => {
    await killAt(state, vaultUrl, destructions);
  });

  it('keeps what stays when killed with a whole subject', async () => {
    await killAt('subject ended', keystoreUrl, destructions);
  });

  it('comes to one certificate for each plan', async () => {
    await run({ settings, task: destructions });
    await run({ settings, task: destructions });
    const keys = work.vault.app.get(Keys, { strict: false });
    for (const { dataKeyId, objectId } of goneKeys)
      await expect(keys.openDataKey(dataKeyId, { objectId })).rejects.toMatchObject({ failure: 'ended' });
    expect(goneKeys).toHaveLength(gone.length);
    expect(await opens(stays)).toEqual([200, 200]);
    for (const { plan } of plans) {
      const certificates = await work.vault.sql<{ id: string }>(
        'SELECT id FROM destruction.certificate WHERE plan_id = $1',
        [plan],
      );
      expect(certificates).toHaveLength(1);
      const issued = (await work.vault.events(certificates[0]?.id)).filter(({ type }) => type === 'certificate.issued');
      expect(issued).toHaveLength(1);
    }
  });

  it.each(['root made', 'page re-wrapped', 'months re-wrapped', 'epoch ended', 'root destroyed'])(
    'opens what lives when a roll is killed with its %s',
    async (step) => {
      const epochs = work.vault.app.get(KeyEpochs, { strict: false });
      while ((await epochs.newest()) < 4) await epochs.roll();
      await killAt(step, keystoreUrl, { kind: 'roll', current: 4 });
    },
  );

  it('comes to one epoch, and ends the oldest root', async () => {
    await run({ settings, task: { kind: 'roll', current: 4 } });
    await asSuperuser(keystoreUrl, async (client) => {
      const ask = async (sql: string): Promise<unknown[]> => (await client.query(sql)).rows as unknown[];
      expect(await ask('SELECT epoch FROM keystore.epoch_key ORDER BY epoch')).toEqual(
        [2, 3, 4, 5].map((epoch) => ({ epoch })),
      );
      expect(await ask('SELECT DISTINCT epoch FROM keystore.subject_key')).toEqual([{ epoch: 5 }]);
      expect(await ask('SELECT epoch FROM keystore.ended_epoch WHERE root_gone_at IS NOT NULL')).toEqual([
        { epoch: 1 },
      ]);
    });
    expect(await opens(stays)).toEqual([200, 200]);
    expect(await opens(gone)).not.toContain(200);
  });
});
