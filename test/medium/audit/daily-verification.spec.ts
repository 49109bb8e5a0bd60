import { type Actor, systemClock, systemContext } from '../../../src/kernel';
import { JobRegistry } from '../../../src/platform/jobs';
import { Verifications } from '../../../src/trust/audit';
import { DailyVerification } from '../../../src/trust/audit/verify/daily-verification.job';
import { actor, fill, silent, type TestLog, testLog } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { asSuperuser } from '../../support/vault-database';

describe('the daily verification', () => {
  let log: TestLog;
  const system = systemContext('test');

  beforeEach(async () => {
    log = await testLog();
    log.sequencer.start();
    await fill(log, 3);
  });
  afterEach(() => log.close());

  /** What one process has. */
  function newProcess(): { verifications: Verifications; run: (signal?: AbortSignal) => Promise<void> } {
    const { vault, audit } = log.databases;
    const verifications = new Verifications(vault, audit, log.audit, log.parts, log.options, systemClock, silent);
    const daily = new DailyVerification(audit, verifications, new JobRegistry());
    const run = (signal = new AbortController().signal) => daily.run({ context: system, signal });
    return { verifications, run };
  }
  const asSomebody = (who: Actor) => ({ ...system, actor: who });
  const reasons = async () => {
    const rows = await log.databases.audit.dataSource.query<{ body: string }[]>(
      "SELECT convert_from(body, 'UTF8') AS body FROM audit.leaf WHERE type = 'audit.verified' ORDER BY n",
    );
    return rows.map(({ body }) => (JSON.parse(body) as { e: { reason: string } }).e.reason);
  };
  const tamper = () =>
    asSuperuser(log.databases.url('superuser'), (db) =>
      db.query("SET session_replication_role = 'replica'; UPDATE audit.leaf SET body = body || '\\x20' WHERE n = 1"),
    );
  const yesterday = () =>
    log.databases.audit.dataSource.query("UPDATE audit.verification SET finished_at = finished_at - interval '1 day'");

  it('is an entry and a day', async () => {
    const { verifications, run } = newProcess();
    await run();
    expect((await verifications.days(system)).days.at(-1)).toMatchObject({ runs: 1, failed: 0 });
    expect(await verifications.state(system)).toMatchObject({ running: null, latest: { intact: true } });
    await eventually(async () => expect(await reasons()).toEqual(['intact']));
  });

  it('comes once a day', async () => {
    const { run } = newProcess();
    await run();
    await run();
    await yesterday();
    await run();
    await eventually(async () => expect(await reasons()).toEqual(['intact', 'intact']));
  });

  it('leaves a day that somebody verified', async () => {
    const { verifications, run } = newProcess();
    await verifications.verify(asSomebody(actor()));
    await run();
    expect((await verifications.days(system)).days.at(-1)).toMatchObject({ runs: 1 });
  });

  it('names damage once, and follows another failure', async () => {
    await tamper();
    const { verifications, run } = newProcess();
    await verifications.verify(asSomebody(actor()));
    await run();
    await run();
    expect((await verifications.days(system)).days.at(-1)).toMatchObject({ runs: 2, failed: 2 });
    await eventually(async () => expect(await reasons()).toEqual(['findings', 'findings']));
  });

  it('runs in one process of two', async () => {
    const { verifications, run } = newProcess();
    await Promise.all([run(), newProcess().run()]);
    expect((await verifications.days(system)).days.at(-1)).toMatchObject({ runs: 1 });
  });

  it('breaks off when the vault stops', async () => {
    const { verifications, run } = newProcess();
    await expect(run(AbortSignal.abort(new Error('the vault stops')))).rejects.toThrow('the vault stops');
    expect(verifications.busy).toBe(false);
    await run();
    expect((await verifications.days(system)).days.at(-1)).toMatchObject({ runs: 1 });
  });
});
