import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AcceptStart } from '../../../src/casework/log-maintenance/accept-start';
import { systemClock } from '../../../src/kernel';
import { AcceptedStart, Audit, checkStart } from '../../../src/trust/audit';
import { asks, person } from '../../support/actors';
import { anchorSet, FailingBucket, keeperOf } from '../../support/anchors';
import { opening } from '../../support/audit-log';
import { type InstalledLog, installedLog } from '../../support/installed-log';
import { dumpLog, restoreLog, rollBackLog } from '../../support/roll-back';
import { asSuperuser } from '../../support/vault-database';
import { type MaintenanceAtWork, maintenanceAtWork, officer } from './maintenance-at-work';

const keyholder = person(['key_administrator']);

describe('a start without anchors', () => {
  let installed: InstalledLog;
  let worm: FailingBucket;
  let work: MaintenanceAtWork;
  let acceptStart: AcceptStart;
  /** Where an older dump of the log ends. */
  let old: number;

  beforeEach(async () => {
    installed = await installedLog();
    work = await maintenanceAtWork(installed.options);
    worm = new FailingBucket(join(installed.folder, 'bucket'));
    installed.options.anchors = anchorSet({ worm }, installed.options);
    const starts = new AcceptedStart(work.log.databases.audit, installed.options, systemClock);
    acceptStart = new AcceptStart(work.approvables, work.approvals, starts);
    acceptStart.onModuleInit();
    work.log.sequencer.start();
    await work.fill(3);
    old = await size();
    await work.fill(30);
    expect(await bringUp()).toBe(true);
    await work.log.sequencer.stop();
    worm.away = true;
  }, 60_000);
  afterEach(async () => {
    await work.close();
    installed.remove();
  });

  const bringUp = async () => {
    const { bucket } = installed.options.anchors;
    if (bucket === null) throw new Error('there is no bucket');
    return keeperOf({ ...work.log, options: installed.options }, installed.options.anchors).bringUp(bucket);
  };
  const start = () =>
    checkStart({
      database: work.log.databases.audit,
      options: installed.options,
      clock: systemClock,
      production: true,
    });
  const accept = async () => work.carryOut(await acceptStart.request(asks(keyholder)), [officer], keyholder);
  const size = async () => {
    const [head] = await work.log.databases.audit.dataSource.query<{ size: string }[]>('SELECT size FROM audit.head');
    return Number(head?.size);
  };
  const asRoot = (act: Parameters<typeof asSuperuser>[1]) => asSuperuser(work.log.databases.url('superuser'), act);
  const leaves = async () => {
    const rows = await work.log.databases.audit.dataSource.query<{ body: string }[]>(
      "SELECT convert_from(body, 'UTF8') AS body FROM audit.leaf ORDER BY n",
    );
    return rows.map(({ body }) => JSON.parse(body) as { n: number; e: { type: string; obj: object; range: string } });
  };
  const refused = { reason: 'out_of_reach' };

  it('is refused until two people accept it', async () => {
    await expect(start()).rejects.toMatchObject(refused);
    await accept();
    expect((await start()).join()).toContain('Two people accepted this one start');
  });

  it('is accepted once', async () => {
    await accept();
    await start();
    expect(existsSync(installed.paths.acceptedStart)).toBe(false);
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('is an entry before anything else', async () => {
    const before = await size();
    const { id, hash, body } = await accept();
    work.log.sequencer.start();
    await work.fill(1);
    const { request } = JSON.parse(body.toString('utf8')) as { request: { size: number; root: string } };
    const [first, ...later] = (await leaves()).slice(before);
    expect(first).toMatchObject({
      n: request.size,
      e: {
        type: 'audit.start.accepted',
        range: `0-${before - 1}`,
        obj: { object: id, sha256: hash, part: request.root },
      },
    });
    expect(later.map(({ e }) => e.type)).toEqual(expect.arrayContaining(['approval.given', 'approval.executed']));
    expect(await work.verify()).toMatchObject({ findings: [] });
  });

  it('takes two people in different roles', async () => {
    const both = person(['key_administrator', 'compliance_officer']);
    const asked = await acceptStart.request(asks(both));
    await expect(work.approvals.give(asks(both), asked.id, asked.hash)).rejects.toMatchObject({
      code: 'self_approval',
    });
    await expect(work.approvals.execute(asks(both), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(acceptStart.request(asks(officer))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('is for no log that can be judged', async () => {
    worm.away = false;
    await expect(acceptStart.request(asks(keyholder))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is for exactly the log that was accepted', async () => {
    const asked = await acceptStart.request(asks(keyholder));
    await work.approvals.give(asks(officer), asked.id, asked.hash);
    await asRoot((db) => rollBackLog(db, old));
    await expect(work.approvals.execute(asks(keyholder), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('is not accepted for a log that changed since', async () => {
    await accept();
    work.log.sequencer.start();
    await work.fill(1);
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('is not accepted again after a rollback', async () => {
    await accept();
    await asRoot(dumpLog);
    await start();
    work.log.sequencer.start();
    await work.fill(3);
    await work.log.sequencer.stop();
    await asRoot(restoreLog);
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('is used up by a start that needs it not', async () => {
    await accept();
    worm.away = false;
    // The folder is no WORM, which is said once it is within reach.
    await expect(start()).rejects.toMatchObject({ reason: 'not_protecting' });
    worm.away = true;
    await expect(start()).rejects.toMatchObject(refused);
  });

  it('closes once an anchor knows more', async () => {
    await asRoot((db) => rollBackLog(db, old));
    await accept();
    await start();
    work.log.sequencer.start();
    await work.fill(2);
    worm.away = false;
    expect(await bringUp()).toBe(false);
    const [anchor] = await work.log.databases.audit.dataSource.query<{ error: string }[]>(
      'SELECT error FROM audit.anchor',
    );
    expect(anchor).toMatchObject({ error: 'rolled_back' });
    const { databases, parts, sealedEntries } = work.log;
    const audit = new Audit(databases.vault, parts, sealedEntries, systemClock, installed.options);
    await expect(audit.recordSealed(opening())).rejects.toMatchObject({ code: 'audit_unavailable' });
    await expect(start()).rejects.toMatchObject({ reason: 'rolled_back' });
  });

  it('goes on once an anchor agrees', async () => {
    await accept();
    await start();
    work.log.sequencer.start();
    await work.fill(2);
    worm.away = false;
    expect(await bringUp()).toBe(true);
    await work.log.sequencer.stop();
    expect((await installed.options.anchors.bucket?.newest(0))?.size).toBe(await size());
  });
});
