import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isVaultRunning, lockVault, VaultRunning } from './vault-lock';

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is free again after its release', () => {
    lockVault(folder)();
    expect(() => lockVault(folder)).not.toThrow();
  });

  it('takes over from a process that is gone', () => {
    writeFileSync(join(folder, 'vault.pid'), '999999999 1');
    expect(isVaultRunning(folder)).toBe(false);
    expect(() => lockVault(folder)).not.toThrow();
  });

  it('takes over from a reused process id', () => {
    writeFileSync(join(folder, 'vault.pid'), `${process.ppid} 1`);
    expect(() => lockVault(folder)).not.toThrow();
  });

  it('is refused while another process holds it', async () => {
    const { readFile } = await import('node:fs/promises');
    const stat = await readFile(`/proc/${process.ppid}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    writeFileSync(join(folder, 'vault.pid'), `${process.ppid} ${start}`);
    expect(isVaultRunning(folder)).toBe(true);
    expect(() => lockVault(folder)).toThrow(VaultRunning);
  });
});
