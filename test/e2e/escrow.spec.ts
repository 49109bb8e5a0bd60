import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { strongroom, strongroomTyped } from '../support/command-line';
import { startVaultProcess, type VaultProcess } from '../support/vault-process';

const password = 'seven brown kettles sing';

/** Real processes at one terminal; two people and two custodians. */
describe('the escrow of a vault', () => {
  let vault: VaultProcess;
  let folder: string;
  let file: string;
  const identities: string[] = [];
  const recipients: string[] = [];

  beforeAll(async () => {
    vault = await startVaultProcess();
    folder = mkdtempSync(join(tmpdir(), 'strongroom-escrow-'));
    file = join(folder, 'escrow.age');
    mkdirSync(join(folder, 'identities'));
    for (const role of ['finance', 'legal']) {
      const identity = await generateX25519Identity();
      const path = join(folder, 'identities', role);
      writeFileSync(path, `# of ${role}\n${identity}\n`);
      identities.push('--identity', path);
      recipients.push('--custodian', `${role}=${await identityToRecipient(identity)}`);
    }
  });
  afterAll(async () => {
    await vault.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const escrow = (...args: string[]) => strongroom('--data', vault.dataDir, '--json', 'keys', 'escrow', ...args);
  const typed = (lines: readonly string[], ...args: string[]) =>
    strongroomTyped(lines, {}, '--data', vault.dataDir, '--json', 'keys', 'escrow', ...args);

  it('is written as two people type', async () => {
    const [kim, cora] = [await person('kim', 'key_administrator'), await person('cora', 'compliance_officer')];
    expect(typed([...kim, ...kim], 'make', file, ...recipients).status).toBe(1);
    expect(typed([...kim, ...cora], 'make', join(vault.dataDir, 'inside.age'), ...recipients).status).toBe(2);
    const { status, errors } = typed([...kim, ...cora], 'make', file, ...recipients);
    expect([status, errors]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
  });

  it('passes its drill with both custodians alone', () => {
    expect(escrow('drill', file, ...identities.slice(2)).status).toBe(1);
    const { status, output } = escrow('drill', file, ...identities);
    expect([status, JSON.parse(output)]).toEqual([0, expect.objectContaining({ result: 'opened' })]);
  });

  it('starts a vault again whose keyfile was lost', async () => {
    await vault.stop();
    rmSync(join(vault.dataDir, 'keys', 'keyfile.json'));
    await expect(startVaultProcess({}, vault.dataDir)).rejects.toThrow('key material is missing');
    expect(escrow('open', file, ...identities.slice(2)).status).toBe(1);
    const { status, output } = escrow('open', file, ...identities);
    expect([status, JSON.parse(output)]).toEqual([0, { opened: 'keystore_opens' }]);
    vault = await startVaultProcess({}, vault.dataDir);
    expect(vault.url).toContain('http');
  });

  /** A person whose password is their own, as the lines that sign them in. */
  async function person(name: string, role: string): Promise<string[]> {
    const added = strongroom('--data', vault.dataDir, '--json', 'user', 'add', name, '--role', role);
    const { oneTimePassword } = JSON.parse(added.output) as { oneTimePassword: string };
    const site = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
    const signedIn = await fetch(`${vault.url}/v1/sessions`, {
      method: 'POST',
      headers: site,
      body: JSON.stringify({ name, password: oneTimePassword }),
    });
    const Cookie = (signedIn.headers.get('set-cookie') ?? '').replace(/;.*/, '');
    await fetch(`${vault.url}/v1/account/password`, {
      method: 'PUT',
      headers: { ...site, Cookie },
      body: JSON.stringify({ current: oneTimePassword, next: password }),
    });
    return [name, password];
  }
});
