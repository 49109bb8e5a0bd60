import { newId } from '../../../src/kernel';
import { Settings } from '../../../src/platform/settings';
import { AuditUnavailable, PersonalTicketId } from '../../../src/trust/audit';
import { opening, type TestLog, testLog } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';

describe('sealing an entry', () => {
  let log: TestLog;
  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
  });
  afterAll(() => log.close());

  it('numbers entries from zero without gaps', async () => {
    const first = await log.audit.recordSealed(opening());
    const second = await log.audit.recordSealed(opening());
    expect([first.n, second.n]).toEqual([0, 1]);
  });

  it('a rolled back change leaves no entry', async () => {
    const record = opening();
    const lost = log.databases.vault.transaction({ actor: record.actor }, async (tx) => {
      await log.audit.record(tx, record);
      throw new Error('the change failed');
    });
    await expect(lost).rejects.toThrow('the change failed');
    const next = await log.audit.recordSealed(opening());
    expect(next.n).toBe(2);
  });

  it('an entry of an open transaction is not sealed', async () => {
    const record = opening();
    await log.databases.vault.transaction({ actor: record.actor }, async (tx) => {
      const id = await log.audit.record(tx, record);
      await expect(log.audit.sealed(id, 300)).rejects.toThrow(AuditUnavailable);
    });
  });

  it('an entry nobody queued is never sealed', async () => {
    await expect(log.audit.sealed(newId(), 200)).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it('a personal ticket id enters nothing', async () => {
    const record = opening({ ticket: { system: 'own', id: 'jo@example.org' } });
    await expect(log.audit.recordAlone(record)).rejects.toThrow(PersonalTicketId);
  });

  it('a stopped sequencer closes reading after two seconds', async () => {
    expect(new Settings().auditWaitMs).toBe(2_000);
    const id = await log.whileNothingIsSealed(async () => {
      const queued = await log.audit.recordAlone(opening());
      const before = performance.now();
      const waited = log.audit.sealed(queued, 2_000);
      await expect(waited).rejects.toMatchObject({ code: 'audit_unavailable' });
      expect(performance.now() - before).toBeGreaterThan(1_950);
      return queued;
    });
    await expect(log.audit.sealed(id)).resolves.toEqual(expect.any(Number));
  });

  it('a revoked insert on pending closes reading', async () => {
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query('REVOKE INSERT ON audit.pending FROM strongroom_app'),
    );
    await expect(log.audit.recordAlone(opening())).rejects.toThrow(AuditUnavailable);
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query('GRANT INSERT ON audit.pending TO strongroom_app'),
    );
    await expect(log.audit.recordSealed(opening())).resolves.toBeDefined();
  });
});
