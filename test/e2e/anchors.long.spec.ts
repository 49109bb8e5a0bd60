import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strongroom, strongroomTyped, strongroomUntil, strongroomWith } from '../support/command-line';
import { readVaultFile, startVaultProcess, type VaultProcess } from '../support/vault-process';

jest.setTimeout(240_000);

/** The built vault with an anchor folder and a witness in a process of its own, on a database that is put back. */
describe('an anchored vault', () => {
  let folder: string;
  let vault: VaultProcess;
  let environment: Record<string, string>;
  /** What a key administrator and a compliance officer type. */
  let people: string[];
  let witness: Awaited<ReturnType<typeof strongroomUntil>>;

  const anchored = (): number => {
    const { output } = strongroomWith(environment, '--data', vault.dataDir, '--json', 'verify');
    return (JSON.parse(output) as { anchors: { size: number } }).anchors.size;
  };
  const addPerson = (name: string): void => {
    const made = strongroomWith(environment, '--data', vault.dataDir, 'user', 'add', name, '--role', 'auditor');
    expect([made.status, made.errors]).toEqual([0, '']);
  };
  /** Somebody who has changed the one-time password, and what they type at a terminal. */
  async function personAtTerminal(name: string, role: string): Promise<[string, string]> {
    const made = strongroomWith(environment, '--data', vault.dataDir, '--json', 'user', 'add', name, '--role', role);
    const { oneTimePassword: current } = JSON.parse(made.output) as { oneTimePassword: string };
    const next = `a long password of ${name}`;
    const call = (method: string, path: string, body: object, cookie = '') =>
      fetch(`${vault.url}${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', cookie },
      });
    const first = await call('POST', '/v1/sessions', { name, password: current });
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0];
    expect((await call('PUT', '/v1/account/password', { current, next }, cookie)).status).toBe(200);
    return [name, next];
  }
  const typed = (lines: readonly string[], command: string) =>
    strongroomTyped(lines, environment, '--data', vault.dataDir, 'audit', command);
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

  it('starts once without anchors as two people type', async () => {
    const kim = await personAtTerminal('kim', 'key_administrator');
    const cora = await personAtTerminal('cora', 'compliance_officer');
    await untilAnchored(1);
    await vault.stop();
    await witness.interrupt();
    renameSync(join(folder, 'anchors'), join(folder, 'away'));
    await expect(startVaultProcess(environment, vault.dataDir)).rejects.toThrow('No anchor of the log can be reached');
    expect(typed([...kim, 'cora', 'a wrong password'], 'accept-start').status).toBe(1);
    const { status, output, errors } = typed([...kim, ...cora], 'accept-start');
    expect([status, errors]).toEqual([0, '']);
    expect(output).toMatch(/Lets the vault start once.*\n[^]*SHA-256 of this request: [0-9a-f]{64}\n[^]*is accepted/);
    expect(output).not.toContain(kim[1]);
    vault = await startVaultProcess(environment, vault.dataDir);
    expect(vault.output()).toContain('Two people accepted this one start');
    renameSync(join(folder, 'away'), join(folder, 'anchors'));
    await untilAnchored(1);
    people = [...kim, ...cora];
  });

  it('opens a new log as two people type', async () => {
    const before = anchored();
    await vault.stop();
    cpSync(join(vault.dataDir, 'postgres'), join(folder, 'older'), { recursive: true });
    vault = await startVaultProcess(environment, vault.dataDir);
    addPerson('hedy');
    await untilAnchored(before + 1);
    await vault.stop();
    rmSync(join(vault.dataDir, 'postgres'), { recursive: true });
    cpSync(join(folder, 'older'), join(vault.dataDir, 'postgres'), { recursive: true });
    const { origin } = JSON.parse(readVaultFile(vault, 'vault.json')) as { origin: string };
    rmSync(join(folder, 'anchors', ...origin.split('/'), 'tile', 'entries'), { recursive: true });
    await expect(startVaultProcess(environment, vault.dataDir)).rejects.toThrow(/rolled back by \d+ entr/);
    const { status, output, errors } = typed(people, 'new-log');
    expect([status, errors]).toEqual([0, '']);
    expect(output).toContain(`The log ${origin}.2 begins.`);
    vault = await startVaultProcess(environment, vault.dataDir);
    addPerson('mary');
    const verified = strongroomWith(environment, '--data', vault.dataDir, 'verify');
    expect([verified.status, verified.output]).toEqual([0, expect.stringContaining('opened anew')]);
  });
});
