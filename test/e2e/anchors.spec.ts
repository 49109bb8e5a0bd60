import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strongroom, strongroomUntil, strongroomWith } from '../support/command-line';
import { startVaultProcess, type VaultProcess } from '../support/vault-process';

jest.setTimeout(240_000);

/** The built vault with an anchor folder and a witness in a process of its own, on a database that is put back. */
describe('an anchored vault', () => {
  let folder: string;
  let vault: VaultProcess;
  let environment: Record<string, string>;
  let witness: Awaited<ReturnType<typeof strongroomUntil>>;

  const anchored = (): number => {
    const { output } = strongroomWith(environment, '--data', vault.dataDir, '--json', 'verify');
    return (JSON.parse(output) as { anchors: { size: number } }).anchors.size;
  };
  const addPerson = (name: string): void => {
    const made = strongroomWith(environment, '--data', vault.dataDir, 'user', 'add', name, '--role', 'auditor');
    expect([made.status, made.errors]).toEqual([0, '']);
  };
  async function untilAnchored(more: number): Promise<number> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const size = anchored();
      if (size >= more) return size;
      await new Promise((next) => setTimeout(next, 1_000));
    }
    throw new Error('nothing was anchored');
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-anchored-'));
    const data = join(folder, 'data');
    expect(strongroom('--data', data, 'init').status).toBe(0);
    writeFileSync(join(folder, 'log.key'), strongroom('--data', data, 'audit', 'key').output);
    const listen = ['--listen', '127.0.0.1:0', '--name', 'w1', '--log', join(folder, 'log.key')];
    witness = await strongroomUntil(/witness w1 .*\n/, ['--data', join(folder, 'witness'), 'witness', ...listen]);
    const line = /^witness w1 .*$/m.exec(witness.output())?.[0] ?? '';
    writeFileSync(join(folder, 'policy'), `${line}\nquorum w1\n`);
    environment = {
      STRONGROOM_ANCHOR_DIRECTORY: join(folder, 'anchors'),
      STRONGROOM_WITNESS_POLICY_FILE: join(folder, 'policy'),
      STRONGROOM_ANCHOR_SECONDS: '1',
    };
    vault = await startVaultProcess(environment, data);
  });
  afterAll(async () => {
    await vault.stop();
    await witness.interrupt();
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes back whole from an old copy', async () => {
    addPerson('ada');
    const before = await untilAnchored(1);
    await vault.stop();
    cpSync(join(vault.dataDir, 'postgres'), join(folder, 'copy'), { recursive: true });
    vault = await startVaultProcess(environment, vault.dataDir);
    addPerson('grace');
    const after = await untilAnchored(before + 1);
    await vault.stop();
    rmSync(join(vault.dataDir, 'postgres'), { recursive: true });
    cpSync(join(folder, 'copy'), join(vault.dataDir, 'postgres'), { recursive: true });
    await expect(startVaultProcess(environment, vault.dataDir)).rejects.toThrow(/rolled back by \d+ entr/);
    const refilled = strongroomWith(environment, '--data', vault.dataDir, '--json', 'audit', 'refill');
    expect(JSON.parse(refilled.output)).toMatchObject({ from: before, to: after });
    vault = await startVaultProcess(environment, vault.dataDir);
    const verified = strongroomWith(environment, '--data', vault.dataDir, 'verify');
    expect([verified.status, verified.output]).toEqual([0, expect.stringContaining('1/1 witnesses')]);
  });
});
