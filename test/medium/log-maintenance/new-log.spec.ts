import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { OpenLog } from '../../../src/casework/log-maintenance/open-log';
import { LogKeyFiles } from '../../../src/composition/log-key-files';
import { type Actor, newId, systemClock } from '../../../src/kernel';
import { DirectoryWorm } from '../../../src/platform/objects';
import { dataPaths } from '../../../src/platform/settings';
import { checkStart, exportLog, LogKeys, NewLog, verifyDatabase } from '../../../src/trust/audit';
import { asks, person } from '../../support/actors';
import { anchorSet, keeperOf } from '../../support/anchors';
import { opening } from '../../support/audit-log';
import { type InstalledLog, installedLog } from '../../support/installed-log';
import { rollBackLog } from '../../support/roll-back';
import { asSuperuser } from '../../support/vault-database';
import { account } from '../access/approvals-at-work';
import { type MaintenanceAtWork, maintenanceAtWork, officer } from './maintenance-at-work';

const keyholder = person(['key_administrator']);

describe('a new log', () => {
  let installed: InstalledLog;
  let folder: string;
  let files: LogKeyFiles;
  let options: InstalledLog['options'];
  let work: MaintenanceAtWork;
  let logs: NewLog;
  let openLog: OpenLog;
  const old = 10;

  beforeEach(async () => {
    installed = await installedLog();
    ({ folder, files, options } = installed);
    work = await maintenanceAtWork(options);
    options.anchors = anchorSet({ worm: new DirectoryWorm(join(folder, 'bucket')) }, options);
    const { databases, sequencer } = work.log;
    logs = new NewLog(databases.audit, options, systemClock);
    openLog = new OpenLog(work.approvables, work.approvals, logs);
    openLog.onModuleInit();
    sequencer.start();
    await fillAndAnchor(old);
    await fillAndAnchor(15);
    await sequencer.stop();
  }, 60_000);
  afterEach(async () => {
    await work.close();
    installed.remove();
  });

  async function fillAndAnchor(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await work.log.audit.recordSealed(opening());
    const { bucket } = options.anchors;
    if (bucket === null) throw new Error('there is no bucket');
    expect(await keeperOf({ ...work.log, options }, options.anchors).bringUp(bucket)).toBe(true);
  }
  /** An old dump is put in the place of the log, and the bucket has lost the bundles, not the checkpoints. */
  async function lose(): Promise<void> {
    await asSuperuser(work.log.databases.url('superuser'), (db) => rollBackLog(db, old));
    rmSync(join(folder, 'bucket', ...options.origin.split('/'), 'tile', 'entries'), { recursive: true });
  }
  const start = () =>
    checkStart({ database: work.log.databases.audit, options, clock: systemClock, production: false });
  const verify = () =>
    verifyDatabase({ database: work.log.databases.audit, log: options, anchors: options.anchors, threads: 1 });
  const carryOut = async (approver: Actor = officer) =>
    work.carryOut(await openLog.request(asks(keyholder)), [approver], keyholder);
  const entries = async (type: string) =>
    work.log.databases.audit.dataSource.query<{ n: string; body: string }[]>(
      "SELECT n, convert_from(body, 'UTF8') AS body FROM audit.leaf WHERE type = $1",
      [type],
    );

  const leafOf = (row?: { body: string }) =>
    JSON.parse(row?.body ?? '') as { log: string; e: { obj: object; actor: object } };

  it('commits to what the anchor knew', async () => {
    const [before] = [options.origin];
    const anchored = await options.anchors.bucket?.newest(0);
    await lose();
    await expect(start()).rejects.toThrow('rolled back by 15 entries');
    await carryOut();
    expect(options.origin).toBe(`${before}.2`);
    const [first] = await entries('audit.log.opened');
    expect(Number(first?.n)).toBe(old);
    expect(leafOf(first)).toMatchObject({
      log: `${before}.2`,
      e: { range: '10-24', reason: 'bucket', obj: { part: anchored?.root.toString('hex') } },
    });
  });

  it('starts, goes on and is verified whole', async () => {
    await lose();
    await carryOut();
    expect((await start()).join()).not.toContain('rolled back');
    work.log.sequencer.start();
    await fillAndAnchor(3);
    const result = await verify();
    expect(result).toMatchObject({ intact: true, findings: [], openings: [{ entry: old, lost: '10-24' }] });
    expect(result.anchors).toMatchObject({ size: result.entries.expected });
    const again = await LogKeyFiles.open(dataPaths(folder), options.origin.replace(/\.2$/, ''));
    expect(again.origin).toBe(options.origin);
    expect(
      (await exportLog({ database: work.log.databases.audit, log: options, folder: join(folder, 'out') })).size,
    ).toBe(result.entries.expected);
  });

  it('has its two people in the log', async () => {
    await lose();
    const done = await carryOut();
    work.log.sequencer.start();
    await fillAndAnchor(1);
    const [first] = await entries('audit.log.opened');
    const [given] = await entries('approval.given');
    expect(leafOf(first).e.obj).toMatchObject({ object: done.id, sha256: done.hash });
    expect(leafOf(given).e.actor).toMatchObject({ id: officer.id, role: 'compliance_officer' });
  });

  it('is not for a log that has everything', async () => {
    await expect(openLog.request(asks(keyholder))).rejects.toMatchObject({ reason: 'not_behind' });
  });

  it('is not for what a refill brings back', async () => {
    await asSuperuser(work.log.databases.url('superuser'), (db) => rollBackLog(db, old));
    await expect(openLog.request(asks(keyholder))).rejects.toMatchObject({ reason: 'refillable' });
  });

  it('takes two people in different roles', async () => {
    await lose();
    const both = person(['key_administrator', 'compliance_officer']);
    const asked = await openLog.request(asks(both));
    await expect(work.approvals.give(asks(both), asked.id, asked.hash)).rejects.toMatchObject({
      code: 'self_approval',
    });
    await expect(work.approvals.execute(asks(both), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(carryOut(person(['key_administrator']))).rejects.toMatchObject({ code: 'not_found' });
    await expect(openLog.request(asks(officer))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await entries('audit.log.opened')).toEqual([]);
  });

  it('knows a second account of its asker', async () => {
    await lose();
    const one = await account(work.log, 'key_administrator', 'staff-17');
    const other = await account(work.log, 'compliance_officer', 'staff-17');
    const asked = await openLog.request(asks(one));
    await expect(work.approvals.give(asks(other), asked.id, asked.hash)).rejects.toMatchObject({
      code: 'self_approval',
    });
  });

  it('is what was approved or nothing', async () => {
    await lose();
    const asked = await openLog.request(asks(keyholder));
    await expect(work.approvals.give(asks(officer), asked.id, 'ab'.repeat(32))).rejects.toMatchObject({
      code: 'request_changed',
    });
    await work.approvals.give(asks(officer), asked.id, asked.hash);
    await asSuperuser(work.log.databases.url('superuser'), (db) => rollBackLog(db, old - 5));
    await expect(work.approvals.execute(asks(keyholder), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await entries('audit.log.opened')).toEqual([]);
  });

  it('is opened once by two at once', async () => {
    await lose();
    const asked = await openLog.request(asks(keyholder));
    await work.approvals.give(asks(officer), asked.id, asked.hash);
    const tried = await Promise.allSettled([1, 2].map(() => work.approvals.execute(asks(keyholder), asked.id)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await entries('audit.log.opened')).toHaveLength(1);
  });

  it('is named by the next run after a crash', async () => {
    await lose();
    const request = await logs.plan();
    const openFiles = jest.spyOn(files, 'openLog').mockRejectedValueOnce(new Error('crash'));
    await expect(logs.open({ id: newId(), hash: 'ab'.repeat(32), request })).rejects.toThrow('crash');
    openFiles.mockRestore();
    expect(await logs.finish()).toBe(true);
    expect(await logs.finish()).toBe(false);
    expect(options.origin).toBe(request.next);
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('is named by the verifier where no entry opens it', async () => {
    await files.openLog(`${options.origin}.2`, 25);
    work.log.sequencer.start();
    await work.log.audit.recordSealed(opening());
    expect((await verify()).findings).toContainEqual({ kind: 'opening_unproved', n: 25, id: null });
  });

  it('is named by the verifier where nobody approved', async () => {
    await lose();
    await logs.open({ id: newId(), hash: 'ab'.repeat(32), request: await logs.plan() });
    work.log.sequencer.start();
    await work.log.audit.recordSealed(opening());
    expect((await verify()).findings).toEqual([{ kind: 'opening_unapproved', n: old, id: null }]);
  });

  it('still changes its key', async () => {
    await lose();
    await carryOut();
    const { audit, databases, sequencer } = work.log;
    sequencer.start();
    const keys = new LogKeys(databases.vault, audit, options);
    await databases.vault.transaction({ actor: keyholder }, (tx) =>
      keys.change(tx, { approval: newId(), hash: 'ab'.repeat(32), reason: 'scheduled' }),
    );
    await fillAndAnchor(2);
    expect(files.earlier).toHaveLength(2);
    expect(await verify()).toMatchObject({ intact: true, findings: [] });
  });
});
