import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment, strongroom } from '../support/command-line';
import { startVaultProcess, type VaultProcess } from '../support/vault-process';

const program = resolve('bin/strongroom.js');
/** Anywhere in a command that takes some seconds. */
const moments = [700, 1_900, 3_700, 6_500];

/** Runs a command and kills it with -9 after so many milliseconds, if it has not ended by then. */
async function killed(millis: number, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { env: environment(), stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), millis);
  await new Promise((ended) => child.once('exit', ended));
  clearTimeout(timer);
}

/** Real processes, an embedded PostgreSQL, and kill -9 at many moments. */
describe('a backup', () => {
  let vault: VaultProcess;
  let folder: string;

  beforeAll(async () => {
    vault = await startVaultProcess();
    await vault.stop();
    folder = mkdtempSync(join(vault.dataDir, '..', 'backups-'));
  });
  afterAll(async () => {
    await vault.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const data = (...args: string[]): string[] => ['--data', vault.dataDir, ...args];
  const scratch = (): string[] => readdirSync(vault.dataDir).filter((name) => name.startsWith('scratch-'));

  it('killed while it is made is made anew', async () => {
    const into = join(folder, 'made');
    for (const millis of moments) {
      await killed(millis, ...data('backup', into));
      if (existsSync(join(into, 'backup.json'))) rmSync(into, { recursive: true });
    }
    expect(strongroom(...data('backup', into))).toMatchObject({ status: 0 });
    expect(strongroom(...data('backup', 'verify', into))).toMatchObject({ status: 0 });
    expect(scratch()).toEqual([]);
  });

  it('killed while it is verified leaves nothing in clear', async () => {
    for (const millis of moments) await killed(millis, ...data('backup', 'verify', join(folder, 'made')));
    const status = strongroom(...data('keys', 'status'));
    expect(status).toMatchObject({ status: 0 });
    expect(scratch()).toEqual([]);
  });

  it('killed while it is restored is carried on', async () => {
    renameSync(join(vault.dataDir, 'postgres'), join(folder, 'postgres'));
    for (const millis of [...moments, 9_000]) await killed(millis, ...data('restore', join(folder, 'made')));
    const last = strongroom(...data('restore', join(folder, 'made')));
    // The last of the killed ones may have come to its end.
    if (last.status !== 0) expect(last.errors).toContain('not empty');
    expect(strongroom(...data('fsck'))).toMatchObject({ status: 0 });
    vault = await vault.restart();
    expect(vault.url).toContain('http');
  });
});
