import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RotateLogKey } from '../../../src/casework/log-maintenance/rotate-log-key';
import { initialise } from '../../../src/composition/initialise';
import { LogKeyFiles, LogKeysUnreadable } from '../../../src/composition/log-key-files';
import { dataPaths } from '../../../src/platform/settings';
import { type AuditOptions, exportLog, LogKeys, noAnchors, Sequencer, verifyDatabase } from '../../../src/trust/audit';
import { asks, person } from '../../support/actors';
import { opening, patientWaitMs, silent } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { asSuperuser } from '../../support/vault-database';
import { type MaintenanceAtWork, maintenanceAtWork, officer } from './maintenance-at-work';

const keyholder = person(['key_administrator']);

describe('a change of the log’s key', () => {
  let folder: string;
  let files: LogKeyFiles;
  let options: AuditOptions;
  let work: MaintenanceAtWork;
  let keys: LogKeys;
  let rotate: RotateLogKey;

  beforeEach(async () => {
    folder = mkdtempSync(resolve('.test-data', 'log-keys-'));
    const { origin } = await initialise(folder);
    files = await LogKeyFiles.open(dataPaths(folder), origin);
    options = optionsOf(files);
    work = await maintenanceAtWork(options);
    const { audit, databases, sequencer } = work.log;
    keys = new LogKeys(databases.vault, audit, options);
    const { approvables, approvals, jobs, outbox } = work;
    rotate = new RotateLogKey(approvables, approvals, keys, databases.vault, jobs, outbox);
    rotate.onModuleInit();
    sequencer.start();
    await work.fill(20);
  }, 60_000);
  afterEach(async () => {
    await work.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As composition makes them: asked anew each time. */
  const optionsOf = (keyring: LogKeyFiles): AuditOptions => ({
    origin: keyring.origin,
    get publicKey() {
      return keyring.publicKey;
    },
    get privateKey() {
      return keyring.privateKey;
    },
    get earlier() {
      return keyring.earlier;
    },
    keyring,
    policy: null,
    waitMs: patientWaitMs,
    anchors: noAnchors,
  });
  const verify = (log: AuditOptions | { origin: string; publicKey: AuditOptions['publicKey'] } = options) =>
    verifyDatabase({ database: work.log.databases.vault, log, parts: work.log.parts });
  const change = async (): Promise<void> => {
    const asked = await rotate.request(asks(keyholder), 'scheduled');
    await work.carryOut(asked, [officer], keyholder);
    await work.runJobs('audit.rotate_key');
    await work.fill(20);
  };
  const sql = (text: string): Promise<unknown> => work.log.databases.audit.dataSource.query(text);

  it('lets each key sign its own sizes', async () => {
    const first = options.publicKey;
    await change();
    await change();
    const listed = await keys.list({ actor: keyholder });
    expect(listed.map(({ lastSize }) => lastSize === null)).toEqual([false, false, true]);
    expect(listed[1]?.firstSize).toBe((listed[0]?.lastSize ?? 0) + 1);
    expect(options.publicKey.equals(first)).toBe(false);
    const result = await verify();
    expect(result).toMatchObject({ intact: true, findings: [], key: listed[2]?.keyId });
    expect(result.checkpoints.confirmed).toBe(result.checkpoints.found);
  });

  it('is followed by whoever kept the first key', async () => {
    const first = { origin: options.origin, publicKey: options.publicKey };
    await change();
    expect(await verify(first)).toMatchObject({ intact: true });
  });

  it('says in the log which key comes', async () => {
    await change();
    const listed = await keys.list({ actor: keyholder });
    const rows = await sql(
      "SELECT n, convert_from(body, 'UTF8') AS body FROM audit.leaf WHERE type = 'audit.key.rotated'",
    );
    const [{ n, body }] = rows as [{ n: string; body: string }];
    const { e } = JSON.parse(body) as { e: { obj: { sha256: string; part: string }; reason: string } };
    expect(Number(n) + 1).toBe(listed[0]?.lastSize);
    expect(e).toMatchObject({ reason: 'scheduled', obj: { sha256: listed[1]?.sha256, part: listed[1]?.keyId } });
  });

  it('leaves one private key, for its owner alone', async () => {
    const paths = dataPaths(folder);
    const before = readFileSync(paths.logSigningKey, 'utf8');
    await change();
    expect(readFileSync(paths.logSigningKey, 'utf8')).not.toBe(before);
    expect(() => statSync(paths.nextLogSigningKey)).toThrow('ENOENT');
    expect(statSync(paths.logSigningKey).mode & 0o777).toBe(0o600);
    expect(readFileSync(paths.logKeys, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('happens once however often the job runs', async () => {
    await change();
    await work.runJobs('audit.rotate_key');
    await work.fill(2);
    expect(await keys.list({ actor: keyholder })).toHaveLength(2);
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('is finished by the next leader', async () => {
    await work.log.sequencer.stop();
    await files.makeNext();
    // The commit came, and the process died before its files were changed.
    const dying = { ...pick(options), keyring: { ...bound(files), takeOver: () => Promise.reject(new Error('died')) } };
    const doomed = new Sequencer(work.log.databases.audit, work.log.sealedEntries, dying, silent);
    const asked = await rotate.request(asks(keyholder), 'scheduled');
    await work.carryOut(asked, [officer], keyholder);
    await work.runJobs('audit.rotate_key');
    doomed.start();
    await eventually(async () => expect(await sql('SELECT FROM audit.log_key')).toHaveLength(2), 60_000);
    await doomed.stop();
    work.log.sequencer.start();
    await work.fill(5);
    expect(await verify()).toMatchObject({ intact: true });
    expect(options.earlier).toHaveLength(1);
  });

  it('is not made by a queued entry alone', async () => {
    const untrue = { ...opening(), type: 'audit.key.rotated' as const, object: { sha256: 'ab'.repeat(32) } };
    await work.log.audit.recordAlone(untrue);
    await work.fill(2);
    expect(await keys.list({ actor: keyholder })).toHaveLength(1);
    const rows = await sql(
      "SELECT convert_from(body, 'UTF8') AS body FROM audit.leaf WHERE type = 'audit.pending_refused'",
    );
    expect(JSON.stringify(rows)).toContain('untrue');
  });

  it('is not believed from the database alone', async () => {
    await change();
    await asSuperuser(work.log.databases.url('superuser'), (db) =>
      db.query(`SET session_replication_role = 'replica';
        UPDATE audit.log_key SET hand_over = replace(hand_over, 'A', 'B') WHERE hand_over IS NOT NULL`),
    );
    const trusted = { origin: options.origin, publicKey: (options.earlier ?? [])[0]?.publicKey ?? options.publicKey };
    const { findings } = await verify(trusted);
    expect(findings.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['key_unproved', 'checkpoint_unknown_key']),
    );
  });

  it('needs somebody who holds no keys', async () => {
    const { id, hash } = await rotate.request(asks(keyholder), 'compromised');
    await expect(work.approvals.give(asks(person(['key_administrator'])), id, hash)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(work.approvals.execute(asks(keyholder), id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is asked anew where the key changed meanwhile', async () => {
    const stale = await rotate.request(asks(keyholder), 'scheduled');
    await change();
    await expect(work.carryOut(stale, [officer], keyholder)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes into an export with the key that signed it', async () => {
    await change();
    const into = mkdtempSync(resolve('.test-data', 'export-'));
    await exportLog({ database: work.log.databases.vault, log: options, folder: into });
    const [, present] = await keys.list({ actor: keyholder });
    expect(readFileSync(resolve(into, 'key'), 'utf8')).toBe(`${present?.key}\n`);
    rmSync(into, { recursive: true });
  });

  it('refuses a list of keys that it did not write', async () => {
    await change();
    const { logKeys } = dataPaths(folder);
    writeFileSync(logKeys, readFileSync(logKeys, 'utf8').replace(/ -\n$/, ' 7\n'));
    await expect(LogKeyFiles.open(dataPaths(folder), options.origin)).rejects.toThrow(LogKeysUnreadable);
  });
});

/** The options as they are now: what a process that was started earlier still believes. */
function pick({ origin, publicKey, privateKey, earlier, policy, waitMs, anchors }: AuditOptions): AuditOptions {
  return { origin, publicKey, privateKey, earlier, policy, waitMs, anchors };
}

function bound(files: LogKeyFiles) {
  return {
    privateKey: files.privateKey,
    openLog: (origin: string, upTo: number) => files.openLog(origin, upTo),
    makeNext: () => files.makeNext(),
    findNext: () => files.findNext(),
    takeOver: (upTo: number) => files.takeOver(upTo),
    acceptStart: (leaf: string) => files.acceptStart(leaf),
    takeAcceptedStart: () => files.takeAcceptedStart(),
    reload: () => files.reload(),
  };
}
