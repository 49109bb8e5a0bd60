import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findService } from '../../../scripts/services/find.mjs';
import { exportLog } from '../../../src/trust/audit';
import { verifierKey } from '../../../src/trust/audit/format/note';
import { opening, type TestLog, testLog } from '../../support/audit-log';
import { withService } from '../../support/services';
import { asSuperuser } from '../../support/vault-database';

const size = 600;

describe('an export of the log', () => {
  let log: TestLog;
  let folder: string;

  beforeAll(async () => {
    log = await testLog();
    await add(size);
  });
  beforeEach(() => (folder = mkdtempSync(resolve('.test-data', 'export-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(() => log.close());

  const logKey = () => ({ origin: log.options.origin, publicKey: log.options.publicKey });
  const exported = () => exportLog({ database: log.databases.vault, log: logKey(), folder });
  const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const at = (path: string) => join(folder, path);

  /** Queues entries first, so that they come under few checkpoints. */
  async function add(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 50)
      await Promise.all(Array.from({ length: Math.min(left, 50) }, () => log.audit.recordAlone(opening())));
    log.sequencer.start();
    await log.audit.recordSealed(opening());
    await log.sequencer.stop();
  }

  it('has the files of the specification', async () => {
    await expect(exported()).resolves.toEqual({ size: size + 1 });
    const names = files().map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
    expect(names.sort()).toEqual([
      'checkpoint',
      'key',
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/89',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/89',
    ]);
    expect(readFileSync(at('key'), 'utf8')).toBe(`${verifierKey(logKey())}\n`);
    expect(readFileSync(at('checkpoint'), 'utf8')).toMatch(
      /^test\.example\/log\n601\n.+\n\n— test\.example\/log .+\n$/,
    );
  });

  it('carries on where one was cut off', async () => {
    await exported();
    rmSync(at('checkpoint'));
    rmSync(at('tile/0/001'));
    await exported();
    expect(existsSync(at('checkpoint')) && existsSync(at('tile/0/001'))).toBe(true);
    expect(files()).toHaveLength(9);
  });

  it('is never mixed with other files', async () => {
    await exported();
    writeFileSync(at('tile/entries/000'), 'other');
    await expect(exported()).rejects.toThrow('other content');
    writeFileSync(at('key'), 'other+00000000+AAAA\n');
    await expect(exported()).rejects.toThrow('other content');
  });

  it('of a damaged log gets no checkpoint', async () => {
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query(`SET session_replication_role = 'replica';
        CREATE TABLE public.kept AS SELECT * FROM audit.leaf WHERE n = 7;
        UPDATE audit.leaf SET body = body || ' ' WHERE n = 7`),
    );
    await expect(exported()).rejects.toThrow('nothing to export');
    expect(existsSync(at('checkpoint'))).toBe(false);
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query(`SET session_replication_role = 'replica';
        UPDATE audit.leaf SET body = kept.body FROM public.kept WHERE leaf.n = 7; DROP TABLE public.kept`),
    );
  });

  withService('tessera-fsck', () => {
    /** Tessera's checker. It ends with 0 whatever it finds: only what it says counts. */
    function fsck(): string {
      const { stdout, stderr } = spawnSync(
        findService('tessera-fsck') ?? '',
        ['--ui=false', '-N', '4', '--storage_url', `file://${folder}`, '--public_key', at('key')],
        { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
      );
      return stdout + stderr;
    }

    it('a foreign checker accepts it', async () => {
      await exported();
      expect(fsck()).toContain("Successfully fsck'd");
    });

    it.each([['tile/entries/001'], ['tile/0/000'], ['tile/1/000.p/2'], ['checkpoint']])(
      'it refuses one flipped byte in %s',
      async (path) => {
        await exported();
        const bytes = readFileSync(at(path));
        bytes[40] = (bytes[40] ?? 0) ^ 1;
        writeFileSync(at(path), bytes);
        expect(fsck()).not.toContain("Successfully fsck'd");
      },
    );

    it('it accepts a log that has grown', async () => {
      await exported();
      await add(300);
      await exported();
      expect(existsSync(at('tile/0/002.p'))).toBe(false);
      expect(fsck()).toContain("Successfully fsck'd");
    });
  });
});
