import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { finishRestoration, OpenedBackup } from '../../../src/edge/backup';
import { newId, systemActor, systemClock } from '../../../src/kernel';
import { EndAgain } from '../../../src/lifecycle/destruction';
import { custodyOf, Escrows, Keys } from '../../../src/trust/keys';
import { ArtefactRemoval } from '../../../src/casework/evidence';
import { ArtefactRepository } from '../../../src/casework/evidence/artefacts/artefact.repository';
import { readInstallation, Settings } from '../../../src/platform/settings';
import { JobRunner } from '../../../src/platform/jobs';
import { asSuperuser, testDatabases } from '../../support/vault-database';
import type { DestructionAtWork, Item } from '../destruction/destruction-at-work';
import { PeopleAtWork } from '../destruction/people-at-work';
import { opening, type Restored, RestoreAtWork } from './restore-at-work';

/** A person who goes as a whole, one of whom a part goes, and one whom nobody touches. */
interface Scene {
  readonly subject: string;
  readonly whole: readonly Item[];
  readonly part: Item;
  readonly rest: Item;
  readonly other: Item;
}

async function scene(work: DestructionAtWork): Promise<Scene> {
  const [subject, partly] = [await work.subject(), await work.subject()];
  const whole = [await work.item(subject), await work.item(subject)];
  const [part, rest] = [await work.item(partly), await work.item(partly)];
  return { subject, whole, part, rest, other: await work.item(await work.subject()) };
}

async function erase(work: DestructionAtWork, { subject, part }: Scene): Promise<void> {
  for (const order of [{ subject }, { media: [part.id] }]) {
    const { plan } = await work.started(order);
    await work.saga.carryOut(plan);
  }
}

describe('a restored backup', () => {
  let before: RestoreAtWork;
  let made: Scene;
  let restored: Restored | null;

  beforeEach(() => {
    restored = null;
  });
  afterEach(async () => {
    await restored?.close();
    await before.end();
  });

  async function start(options: { anchored?: boolean } = {}): Promise<void> {
    before = await RestoreAtWork.start(options);
    made = await scene(before.work);
  }

  async function expectErased({ work }: Restored): Promise<void> {
    expect(await opening(work, [...made.whole, made.part])).toEqual([false, false, false]);
    expect(await opening(work, [made.rest, made.other])).toEqual([true, true]);
  }

  const keystore = async <Row extends object>({ work }: Restored, sql: string): Promise<Row[]> =>
    work.vault.databases.keystore.read({ actor: systemActor }, (tx) => tx.query<Row>(sql));

  describe.each([
    ['both databases', { onlyVault: false }],
    ['the main database alone', { onlyVault: true }],
  ])('of %s', (_what, options) => {
    it('opens nothing erased before a roll', async () => {
      await start();
      await before.make();
      await erase(before.work, made);
      await before.stop();
      restored = await before.restore(options);
      expect(restored.said.ended.items).toBe(3);
      await expectErased(restored);
    });

    it('opens nothing erased after three rolls', async () => {
      await start();
      await before.roll(4);
      await before.make();
      await erase(before.work, made);
      await before.roll(3);
      await before.stop();
      restored = await before.restore(options);
      await expectErased(restored);
      expect(await keystore(restored, 'SELECT epoch FROM keystore.epoch_key ORDER BY epoch')).toEqual(
        [5, 6, 7, 8].map((epoch) => ({ epoch })),
      );
      expect(
        await keystore(
          restored,
          'SELECT epoch FROM keystore.ended_epoch WHERE root_gone_at IS NOT NULL ORDER BY epoch',
        ),
      ).toEqual([1, 2, 3, 4].map((epoch) => ({ epoch })));
    });

    it('carries on what was being destroyed', async () => {
      await start();
      const { plan } = await before.work.started({ subject: made.subject });
      const drafted = await before.work.ask({ media: [made.part.id] });
      await before.make();
      await before.work.saga.carryOut(plan);
      await before.work.give(drafted);
      await before.work.execute(drafted);
      await before.work.saga.carryOut(drafted.plan);
      await before.stop();
      restored = await before.restore(options);
      await expectErased(restored);
      await restored.work.carryOn.carryOn(0);
      const states = await restored.work.vault.sql<{ state: string; ground: string }>(
        'SELECT state, ground FROM destruction.plan ORDER BY state, ground',
      );
      expect(states).toEqual([
        { state: 'certified', ground: 'forbidden' },
        { state: 'certified', ground: 'restored' },
        { state: 'drafted', ground: 'forbidden' },
      ]);
    });
  });

  it.each([
    ['both databases', { onlyVault: false }, true],
    ['the main database alone', { onlyVault: true }, true],
    ['the main database without a log', { onlyVault: true }, false],
  ])('of %s moves again before it ends', async (_what, options, anchored) => {
    before = await RestoreAtWork.start({ anchored });
    const people = await PeopleAtWork.among(before.work);
    const [one, other] = [await people.subject(), await people.subject()];
    const [own, both] = [await people.item(one), await people.item(one, other)];
    await before.make();
    await people.decide(both.id, { decision: 'keep', person: other });
    await before.work.saga.carryOut((await people.started(one)).plan);
    await before.stop();
    restored = await before.restore(options);
    const now = people.on(restored.work);
    expect(restored.said.ended.items).toBe(1);
    expect([await now.open(own), await now.open(both)]).toEqual([409, 200]);
    expect(await now.holders(both)).toEqual({ owner: other, data: other, payload: other });
  });

  it('certifies the second end of what had ended', async () => {
    await start();
    await before.make();
    await erase(before.work, made);
    const plans = await before.work.vault.sql<{ id: string }>('SELECT id FROM destruction.plan ORDER BY id');
    await before.stop();
    restored = await before.restore();
    const { work } = restored;
    await work.carryOn.carryOn(0);
    const certificates = await work.vault.sql<{ body: string }>('SELECT body FROM destruction.certificate');
    const said = certificates.map(({ body }) => JSON.parse(body) as { supplements: string; items: { count: number } });
    expect(said.map(({ supplements }) => supplements).sort()).toEqual(plans.map(({ id }) => id));
    expect(said.map(({ items }) => items.count).sort()).toEqual([1, 2]);
    expect((await work.vault.counts()).objects).toBe(2);
    expect(
      await work.vault.sql('SELECT 1 FROM records.subject_identifier WHERE subject_id = $1', [made.subject]),
    ).toEqual([]);
    const types = (await work.vault.events()).map(({ type, reason }) => `${type} ${reason ?? ''}`);
    expect(types).toEqual(expect.arrayContaining(['backup.restored both_databases', 'destruction.started restored']));
  });

  it('knows the escrows that were made since', async () => {
    await start();
    const escrows = before.work.vault.app.get(Escrows);
    const custodians = await Promise.all(
      ['finance', 'legal'].map(async (role) => ({
        role,
        recipients: [await identityToRecipient(await generateX25519Identity())],
      })),
    );
    const plan = await escrows.plan(custodians);
    const make = () => escrows.make(systemActor, plan, () => Promise.resolve());
    const older = await make();
    await before.make();
    const newer = await make();
    await escrows.end(systemActor, older.id);
    await before.stop();
    restored = await before.restore();
    const { copies } = await restored.work.vault.app.get(Escrows).view();
    const states = copies.map(({ id, state, fingerprint }) => ({ id, state, fingerprint }));
    expect(states).toEqual([
      { id: newer.id, state: 'current', fingerprint: newer.fingerprint },
      { id: older.id, state: 'ended', fingerprint: older.fingerprint },
    ]);
  });

  it('ends copies and request files again', async () => {
    await start();
    const { vault, officer } = before.work;
    const jobs = vault.app.get(JobRunner);
    await jobs.start(vault.databases.url('strongroom_app'));
    const dpo = await vault.person('dpo');
    const asked = { type: 'access', regime: 'GDPR', jurisdiction: 'DE', channel: 'post', text: 'What do you have?' };
    const request = (await vault.http(dpo, 'post', '/v1/subject-requests').send(asked)).body as { id: string };
    await vault.http(officer, 'post', '/v1/access-reports').send({ query: { media: made.other.id }, format: 'json' });
    const artefact = await readyArtefact(vault);
    await jobs.stop();
    await before.make();
    await vault.app.get(ArtefactRemoval, { strict: false }).remove(artefact, 'expired');
    await vault.app.get(Keys).endSubject(systemActor, request.id);
    await before.stop();
    restored = await before.restore();
    expect(restored.said.ended.copies).toBe(1);
    const now = restored.work.vault;
    expect(await now.sql('SELECT state FROM evidence.artefact')).toEqual([{ state: 'removed' }]);
    const [row] = await now.sql<{ file: Buffer }>('SELECT file FROM requests.request WHERE id = $1', [request.id]);
    expect(await now.app.get(Keys).openPersonal(request.id, 'request.file', row?.file ?? null)).toBeNull();
  });

  async function readyArtefact(vault: DestructionAtWork['vault']) {
    const repository = vault.app.get(ArtefactRepository, { strict: false });
    for (let tries = 0; tries < 1_200; tries += 1) {
      const [row] = await vault.sql<{ id: string }>(`SELECT id FROM evidence.artefact WHERE state = 'ready'`);
      const found = await vault.databases.vault.read({ actor: systemActor }, (tx) =>
        repository.systemFind(tx, row?.id ?? newId()),
      );
      if (found !== null) return found;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error('no artefact was made');
  }

  it('without a bucket says what is lost', async () => {
    await start({ anchored: false });
    await before.make();
    await erase(before.work, made);
    await before.stop();
    restored = await before.restore();
    expect(restored.said).toMatchObject({ log: 'no_bucket', ended: { items: 0 } });
    await restored.close();
    restored = await before.restore({ onlyVault: true });
    expect(restored.said).toMatchObject({ log: 'no_bucket', ended: { items: 3 } });
    await expectErased(restored);
  });

  it('ends nothing for a key that was lost', async () => {
    await start();
    await before.make();
    await before.stop();
    const { databases } = before.work.vault;
    await asSuperuser(databases.url('superuser', 'keystore'), async (client) => {
      await client.query('SET session_replication_role = replica');
      await client.query('DELETE FROM keystore.data_key WHERE media_id = $1', [made.part.id]);
    });
    restored = await before.restore({ onlyVault: true });
    expect(restored.said.ended.items).toBe(0);
    expect(await opening(restored.work, [made.part, made.rest])).toEqual([false, true]);
    expect((await restored.work.vault.counts()).objects).toBe(5);
  });

  it('opens nothing after four rolls', async () => {
    await start();
    await before.make();
    await before.roll(4);
    await before.stop();
    await expect(before.restore()).rejects.toMatchObject({ reason: 'closed' });
  });

  it('opens nothing without a keystore', async () => {
    await start();
    await before.make();
    await before.stop();
    const databases = await testDatabases();
    const { vaultId, paths } = await readInstallation(before.work.vault.folder);
    const { provider } = custodyOf(new Settings(), paths, systemClock);
    await (await OpenedBackup.open(before.backup, provider, vaultId)).load('vault', databases.url('superuser'));
    await finishRestoration(databases.url('superuser'), 'vault');
    const work = await before.startOn(databases);
    expect(await opening(work, [...made.whole, made.part, made.rest, made.other])).toEqual(Array(5).fill(false));
    await work.vault.app.close();
    await databases.close();
  });

  it('serves nothing before it is finished', async () => {
    await start();
    await before.make();
    await erase(before.work, made);
    await before.stop();
    const cut = jest.spyOn(EndAgain.prototype, 'end').mockRejectedValueOnce(new Error('cut off'));
    const databases = await testDatabases();
    await expect(before.attempt(databases)).rejects.toThrow('cut off');
    cut.mockRestore();
    await expect(before.startOn(databases)).rejects.toMatchObject({ name: 'RestoreUnfinished' });
    expect((await before.attempt(databases)).ended.items).toBe(3);
    const work = await before.startOn(databases);
    expect(await opening(work, [...made.whole, made.rest])).toEqual([false, false, true]);
    await work.vault.app.close();
    await databases.close();
  });
});
