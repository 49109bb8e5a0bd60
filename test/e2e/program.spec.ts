import { createServer } from 'node:http';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Client } from 'pg';
import { findEmbeddedPostgres } from '../../src/platform/database';
import { strongroom, strongroomUntil } from '../support/command-line';
import { freePort } from '../support/services';
import { readVaultFile, setupToken, startVaultProcess, type VaultProcess } from '../support/vault-process';

/** Runs the README's walk as it is printed, in a folder where `data/demo` is this demo. */
function readmeWalk(demoFolder: string): string {
  const commands =
    /## A walk with curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readFileSync(resolve('README.md'), 'utf8'))?.[1] ?? 'exit 1';
  const folder = mkdtempSync(resolve('.test-data', 'walk-'));
  mkdirSync(join(folder, 'data'));
  symlinkSync(demoFolder, join(folder, 'data', 'demo'));
  const output = execFileSync('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return output;
}

describe('the program', () => {
  let vault: VaultProcess;
  beforeAll(async () => (vault = await startVaultProcess()));
  afterAll(() => vault.end());

  it('prints a setup link on its first start', () => {
    expect(setupToken(vault)).toMatch(/^[\w-]{43}$/);
  });

  it.each(['/livez', '/startupz', '/readyz', '/metrics', '/v1/meta', '/openapi.json'])('answers %s', async (path) => {
    expect((await fetch(`${vault.url}${path}`)).status).toBe(200);
  });

  it('refuses everything else to a stranger', async () => {
    for (const path of ['/v1/media', '/v1/tickets', '/v1/audit/entries', '/v1/people', '/v1/grants']) {
      const response = await fetch(`${vault.url}${path}`);
      expect([path, response.status]).toEqual([path, 401]);
      expect(((await response.json()) as { code: string }).code).toBe('unauthenticated');
    }
  });

  it('keeps its key material to itself', () => {
    for (const file of ['keyfile.json', 'log-signing.pem', 'certificate-key.pem'])
      expect(statSync(join(vault.dataDir, 'keys', file)).mode & 0o077).toBe(0);
  });

  it('refuses a second vault on its folder', () => {
    const { status, errors } = strongroom('--data', vault.dataDir, 'demo');
    expect(status).toBe(1);
    expect(errors).toMatch(/already running/);
  });

  it('verifies its log while it serves', () => {
    const { status, output } = strongroom('--data', vault.dataDir, '--json', 'verify');
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ intact: true, findingCount: 0 });
  });

  it('exports its log, and verifies what it exported', () => {
    const folder = join(vault.dataDir, '..', `${basename(vault.dataDir)}-export`);
    expect(strongroom('--data', vault.dataDir, 'audit', 'export', folder).status).toBe(0);
    const whole = strongroom('--json', 'verify', folder, '--key', join(folder, 'key'));
    expect(whole.status).toBe(0);
    // Open: no witness was given, so nobody says that it is the whole log.
    expect(JSON.parse(whole.output)).toMatchObject({ verdict: 'open' });
    expect(strongroom('verify', `${folder}-missing`).status).toBe(2);
    const checkpoint = join(folder, 'checkpoint');
    writeFileSync(checkpoint, readFileSync(checkpoint, 'utf8').replace(/^\d+$/m, '9'));
    expect(strongroom('verify', folder).status).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it('makes a person from the command line', () => {
    const { status, output } = strongroom(
      '--data',
      vault.dataDir,
      '--json',
      'user',
      'add',
      'olga',
      '--role',
      'administrator',
    );
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      name: 'olga',
      oneTimePassword: expect.stringMatching(/\S{12,}/) as string,
    });
  });

  it('calls a wrong call 2', () => {
    expect(strongroom('--data', vault.dataDir, 'frobnicate').status).toBe(2);
    expect(strongroom('--data', vault.dataDir, 'user', 'add', 'x', '--role', 'root').status).toBe(2);
  });

  it('finds an edited entry', async () => {
    const database = findEmbeddedPostgres(join(vault.dataDir, 'postgres'));
    const client = new Client({ connectionString: database?.url('vault') });
    await client.connect();
    await client.query(
      "SET session_replication_role = replica; UPDATE audit.leaf SET body = convert_to(replace(convert_from(body, 'UTF8'), '\"v\":1', '\"v\":2'), 'UTF8') WHERE n = (SELECT max(n) FROM audit.leaf)",
    );
    await client.end();
    const { status, output } = strongroom('--data', vault.dataDir, 'verify');
    expect(output).toMatch(/entry \d+/);
    expect(status).toBe(1);
  });

  it('writes no secret into its program log', () => {
    const keyfile = JSON.stringify(JSON.parse(readVaultFile(vault, 'keys', 'keyfile.json')));
    for (const secret of keyfile.match(/[A-Za-z0-9+/]{43}=/g) ?? []) expect(vault.log()).not.toContain(secret);
    expect(vault.log()).not.toContain(setupToken(vault));
  });
});

describe('starting and stopping', () => {
  it('ends with 0 and leaves no PostgreSQL', async () => {
    const vault = await startVaultProcess();
    expect(await vault.stop()).toBe(0);
    expect(findEmbeddedPostgres(join(vault.dataDir, 'postgres'))).toBeNull();
    await vault.end();
  });

  it('starts again after kill -9', async () => {
    const vault = await startVaultProcess();
    await vault.kill();
    const again = await startVaultProcess({}, vault.dataDir);
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    await again.end();
  });

  it('refuses to start without its keyfile', async () => {
    const vault = await startVaultProcess();
    await vault.stop();
    rmSync(join(vault.dataDir, 'keys', 'keyfile.json'));
    await expect(startVaultProcess({}, vault.dataDir)).rejects.toThrow(/ended with 1:[^]*key material/);
    await vault.end();
  });

  it('refuses a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(startVaultProcess({ STRONGROOM_PORT: String(port) })).rejects.toThrow(/ended with 1:[^]*is taken/);
    other.close();
  });

  it('serves HTTPS elsewhere than on loopback', async () => {
    const vault = await startVaultProcess({ STRONGROOM_ADDRESS: '0.0.0.0' });
    expect(vault.url).toMatch(/^https:/);
    await expect(fetch(`${vault.url.replace('https', 'http')}/livez`)).rejects.toThrow();
    await vault.end();
  });
});

describe('the demo', () => {
  it('shows the whole life and goes on later', async () => {
    const folder = join(mkdtempSync(resolve('.test-data', 'demo-')), 'demo');
    const port = String(await freePort());
    const on = { STRONGROOM_PORT: port };
    const first = await strongroomUntil(/Ctrl-C/, ['--data', folder, 'demo'], on);
    for (const line of [
      /taken in .*passport.png.*available/,
      /opened .*unchanged, log entry \d+/,
      /refused .*40[34]/,
      /verified .*0 gaps/,
    ])
      expect(first.output()).toMatch(line);
    expect(statSync(join(folder, 'client.json')).mode & 0o077).toBe(0);
    expect(strongroom('--data', folder, 'verify').status).toBe(0);
    expect(readmeWalk(folder)).toMatch(
      /"state":"available".*211 {3}P {3}N {3}G.*"code":"ticket_required".*"type":"media\.read\.denied"/s,
    );
    const beside = await strongroomUntil(/Ctrl-C/, ['--data', `${folder}-2`, 'demo'], on);
    expect(beside.output()).toContain(`Port ${port} is taken`);
    expect(await beside.interrupt()).toBe(0);
    expect(await first.interrupt()).toBe(0);
    const second = await strongroomUntil(/Ctrl-C/, ['--data', folder, 'demo'], on);
    expect(second.output()).toMatch(/Going on from the last run/);
    expect(await second.interrupt()).toBe(0);
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('removes nothing that it did not make', async () => {
    const vault = await startVaultProcess();
    await vault.stop();
    expect(strongroom('--data', vault.dataDir, 'demo', '--reset').status).toBe(1);
    expect(readFileSync(join(vault.dataDir, 'vault.json'), 'utf8')).toContain('vaultId');
    await vault.end();
  });
});
