import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PruneLog } from '../../../src/casework/log-maintenance/prune-log';
import type { Approval } from '../../../src/trust/access';
import { systemClock } from '../../../src/kernel';
import { DirectoryWorm } from '../../../src/platform/objects';
import { exportLog, LogPruning, refillLog } from '../../../src/trust/audit';
import { asks, person } from '../../support/actors';
import { anchorSet, keeperOf, temporaryFolder } from '../../support/anchors';
import { dumpLog, restoreLog } from '../../support/roll-back';
import { asSuperuser } from '../../support/vault-database';
import { dpo, type MaintenanceAtWork, maintenanceAtWork, manager, officer } from './maintenance-at-work';

describe('pruning the log', () => {
  let work: MaintenanceAtWork;
  let pruneLog: PruneLog;

  beforeEach(async () => {
    work = await maintenanceAtWork();
    const pruning = new LogPruning(work.log.databases.audit, work.log.audit, work.log.options);
    pruneLog = new PruneLog(work.approvables, work.approvals, pruning, work.jobs, work.outbox, work.settings);
    pruneLog.onModuleInit();
    work.log.sequencer.start();
    await work.fill(300);
  }, 60_000);
  afterEach(() => work.close());

  const request = (): Promise<Approval> => pruneLog.request(asks(manager));
  const prune = async (): Promise<void> => {
    await work.carryOut(await request(), [officer, dpo], manager);
    await work.runJobs('audit.prune');
  };
  /** An entry that lets leaves go, of one person alone. */
  const untrue = async (): Promise<void> => {
    const object = { object: manager.id, sha256: '00'.repeat(32) };
    const entry = { type: 'audit.pruned', actor: manager, role: null, object, decision: 'allow' } as const;
    await work.log.audit.recordSealed({ ...entry, range: '0-255' });
  };
  const asAudit = (sql: string): Promise<{ n: string }[]> => work.log.databases.audit.dataSource.query(sql);
  const asAttacker = (sql: string): Promise<void> =>
    asSuperuser(work.log.databases.url('superuser'), (db) =>
      db.query(`SET session_replication_role = 'replica'; ${sql}`),
    );
  const kinds = async (): Promise<unknown[]> =>
    (await work.verify()).findings.map(({ kind, n, from }) => [kind, ...(from === undefined ? [] : [from]), n]);

  it('keeps the hashes and says which entry did it', async () => {
    const approval = await request();
    expect(await work.queue.get(asks(officer), approval.id)).toMatchObject({
      request: { first: 0, below: 256, retentionDays: 0 },
    });
    await work.carryOut(approval, [officer, dpo], manager);
    await work.runJobs('audit.prune');
    expect(await asAudit('SELECT min(n) AS n FROM audit.leaf')).toEqual([{ n: '256' }]);
    expect(await asAudit('SELECT n FROM audit.private WHERE n < 256')).toEqual([]);
    const result = await work.verify();
    expect(result).toMatchObject({ intact: true, gaps: 0, findings: [] });
    const [entry] = await asAudit(`SELECT n FROM audit.leaf WHERE type = 'audit.pruned'`);
    expect(result.pruned).toEqual({ count: 256, entry: Number(entry?.n) });
    expect(result.checkpoints.confirmed).toBe(result.checkpoints.found);
  });

  it('lets the log go on, and be pruned again', async () => {
    await prune();
    await work.log.sequencer.stop();
    work.log.sequencer.start();
    await work.fill(300);
    await prune();
    expect(await work.verify()).toMatchObject({ intact: true, pruned: { count: 512 } });
    await expect(request()).rejects.toMatchObject({ code: 'nothing_to_prune' });
  });

  it('is exported as hashes', async () => {
    await prune();
    const folder = mkdtempSync(resolve('.test-data', 'pruned-'));
    const { origin, publicKey } = work.log.options;
    const { size } = await exportLog({ database: work.log.databases.vault, log: { origin, publicKey }, folder });
    expect(size).toBeGreaterThan(300);
    expect(readdirSync(join(folder, 'tile/entries')).sort()).toEqual(['001.p']);
    expect(readFileSync(join(folder, 'tile/0/000'))).toHaveLength(8192);
    rmSync(folder, { recursive: true });
  });

  it('leaves what no anchor keeps yet', async () => {
    const bucket = 'bucket';
    await asAudit(`INSERT INTO audit.anchor (name, kind, size) VALUES ('${bucket}', 'bucket', 255)`);
    const options = {
      ...work.log.options,
      anchors: { ...work.log.options.anchors, bucket: { name: bucket } as never },
    };
    const pruning = new LogPruning(work.log.databases.audit, work.log.audit, options);
    const prunable = work.log.databases.vault.read({ actor: manager }, (tx) => pruning.prunable(tx, 0));
    expect(await prunable).toEqual({ first: 0, below: 0 });
  });

  it('needs two other people', async () => {
    const { id, hash } = await request();
    await work.approvals.give(asks(officer), id, hash);
    await expect(work.approvals.execute(asks(manager), id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await asAudit(`SELECT n FROM audit.leaf WHERE type = 'audit.pruned'`)).toEqual([]);
  });

  it('is asked for by nobody else', async () => {
    await expect(pruneLog.request(asks(person(['administrator'])))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('waits where retention was lengthened meanwhile', async () => {
    const approval = await request();
    Object.assign(work.settings, { logRetentionDays: 84 });
    await expect(work.carryOut(approval, [officer, dpo], manager)).rejects.toMatchObject({ code: 'nothing_to_prune' });
    expect((await work.queue.get(asks(manager), approval.id)).approval.state).toBe('approved');
  });

  it('is carried on after a break', async () => {
    await work.fill(300);
    const approval = await request();
    await work.carryOut(approval, [officer, dpo], manager);
    await work.log.audit.recordSealed({ type: 'system.started', actor: manager, role: 'system', decision: 'allow' });
    const [entry] = await asAudit(`SELECT n FROM audit.leaf WHERE type = 'audit.pruned'`);
    await asAudit(`SELECT audit.prune(${entry?.n}, 256)`);
    expect(await work.verify()).toMatchObject({ intact: true, pruned: { count: 256 } });
    await work.runJobs('audit.prune');
    expect(await work.verify()).toMatchObject({ intact: true, pruned: { count: 512 } });
  });

  it('has no way past its entry', async () => {
    const refused = 'no entry lets these leaves go';
    await expect(asAudit('SELECT audit.prune(3, 256)')).rejects.toThrow(refused);
    await expect(asAudit('INSERT INTO audit.pruning VALUES (299, 256)')).rejects.toThrow(refused);
    await expect(asAudit('DELETE FROM audit.leaf WHERE n < 256')).rejects.toThrow('append-only');
    await expect(asAudit('DELETE FROM audit.leaf_000000 WHERE n < 256')).rejects.toThrow('append-only');
    await expect(asAudit('DELETE FROM audit.private WHERE n < 256')).rejects.toThrow('append-only');
    const { vault } = work.log.databases;
    await expect(vault.dataSource.query('SELECT audit.prune(3, 256)')).rejects.toThrow('permission denied');
  });

  it('never keeps more than its entry covers', async () => {
    await prune();
    await expect(asAudit('DELETE FROM audit.leaf WHERE n = 256')).rejects.toThrow('append-only');
    await asAttacker('DELETE FROM audit.leaf WHERE n IN (256, 257)');
    expect(await kinds()).toEqual(expect.arrayContaining([['gap', 256, 257]]));
  });

  it('without its entry is a gap', async () => {
    await asAttacker('DELETE FROM audit.leaf WHERE n < 256');
    expect((await kinds())[0]).toEqual(['gap', 0, 255]);
    expect((await work.verify()).pruned).toBeNull();
  });

  it('without its approvals is named', async () => {
    await untrue();
    await asAudit('SELECT audit.prune(300, 256)');
    expect(await kinds()).toEqual([['prune_unapproved', 300]]);
  });

  it('with a changed hash is still found', async () => {
    await prune();
    await asAttacker('UPDATE audit.tile SET hashes = set_byte(hashes, 40, 1 # get_byte(hashes, 40)) WHERE index = 0');
    expect(await kinds()).not.toEqual([]);
  });

  describe('after a refill', () => {
    let folder: ReturnType<typeof temporaryFolder>;
    beforeEach(() => void (folder = temporaryFolder()));
    afterEach(() => folder.remove());

    /** A dump of before is put in the place of the log, which takes back what its bucket has. */
    async function refillAround(act: () => Promise<void>): Promise<void> {
      const { log } = work;
      const anchors = anchorSet({ worm: new DirectoryWorm(join(folder.path, 'bucket')) }, log.options);
      const { bucket } = anchors;
      if (bucket === null) throw new Error('there is no bucket');
      const anchorAll = async () => expect(await keeperOf(log, anchors).bringUp(bucket)).toBe(true);
      const attack = (by: typeof dumpLog) => asSuperuser(log.databases.url('superuser'), by);
      await anchorAll();
      await attack(dumpLog);
      await act();
      await anchorAll();
      await log.sequencer.stop();
      await attack(restoreLog);
      await asAttacker('DELETE FROM audit.pruning');
      expect(await asAudit('SELECT min(n) AS n FROM audit.leaf')).toEqual([{ n: '0' }]);
      await refillLog({ database: log.databases.audit, bucket, clock: systemClock });
    }

    it('goes again', async () => {
      await refillAround(prune);
      expect(await asAudit('SELECT min(n) AS n FROM audit.leaf')).toEqual([{ n: '256' }]);
      expect(await asAudit('SELECT n FROM audit.private WHERE n < 256')).toEqual([]);
      expect(await work.verify()).toMatchObject({ intact: true, pruned: { count: 256 } });
    });

    it('stays where nobody approved', async () => {
      await refillAround(() => untrue());
      expect(await asAudit('SELECT min(n) AS n FROM audit.leaf')).toEqual([{ n: '0' }]);
    });
  });
});
