import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../kernel';
import { dataPaths, NotInitialised } from '../platform/settings';
import { initialise, KeyMaterialMissing } from './initialise';

describe('strongroom init', () => {
  let made: string;
  let folder: string;
  let data: string;

  beforeAll(async () => {
    made = mkdtempSync(join(tmpdir(), 'strongroom-init-'));
    await initialise(join(made, 'data'));
  });

  afterAll(() => {
    rmSync(made, { recursive: true });
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-init-'));
    data = join(folder, 'data');
    cpSync(join(made, 'data'), data, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const files = (): Record<string, string> => {
    const paths = dataPaths(data);
    const names = ['vault', 'keyfile', 'logSigningKey', 'certificate', 'certificateKey'] as const;
    return Object.fromEntries(names.map((name) => [name, readFileSync(paths[name], 'utf8')]));
  };

  it('makes a vault with a name of its own', async () => {
    const installation = await initialise(data);
    expect(installation.origin).toBe(`strongroom/${installation.vaultId.slice(0, 8)}`);
    expect(JSON.parse(files()['keyfile'] ?? '')).toMatchObject({ vaultId: installation.vaultId });
    expect(createPrivateKey(files()['logSigningKey'] ?? '').asymmetricKeyType).toBe('ed25519');
    expect(new X509Certificate(files()['certificate'] ?? '').subject).toBe(`CN=${installation.origin}`);
  });

  it('makes everything for its owner alone', async () => {
    const { paths } = await initialise(data);
    for (const path of [data, paths.keys]) expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(paths.keys)) expect(statSync(join(paths.keys, name)).mode & 0o777).toBe(0o600);
    expect(statSync(paths.vault).mode & 0o777).toBe(0o600);
    expect(readdirSync(paths.keys)).toHaveLength(4);
  });

  it('changes nothing the second time', async () => {
    const first = await initialise(data);
    const before = files();
    expect(await initialise(data)).toEqual(first);
    expect(files()).toEqual(before);
  });

  it('agrees with another one running at once', async () => {
    rmSync(data, { recursive: true });
    const [one, other] = await Promise.all([initialise(data), initialise(data)]);
    expect(one).toEqual(other);
    const certificate = new X509Certificate(files()['certificate'] ?? '');
    expect(certificate.checkPrivateKey(createPrivateKey(files()['certificateKey'] ?? ''))).toBe(true);
    expect(readdirSync(one.paths.keys)).toHaveLength(4);
  });

  it.each([
    ['the keyfile', ['logSigningKey', 'certificateKey', 'certificate', 'vault']],
    ['the log key', ['certificateKey', 'certificate', 'vault']],
    ["the certificate's key", ['certificate', 'vault']],
    ['the certificate', ['vault']],
  ] as const)('completes what ended after %s', async (_what, missing) => {
    const { vaultId, paths } = await initialise(data);
    const before = files();
    for (const name of missing) rmSync(paths[name]);
    expect((await initialise(data)).vaultId).toBe(vaultId);
    const after = files();
    const kept = Object.keys(before).filter((name) => !(missing as readonly string[]).includes(name));
    for (const name of kept) expect(after[name]).toBe(before[name]);
  });

  it.each(['keyfile', 'logSigningKey', 'certificateKey'] as const)('refuses a vault whose %s is gone', async (name) => {
    const { paths } = await initialise(data);
    rmSync(paths[name]);
    await expect(initialise(data)).rejects.toThrow(KeyMaterialMissing);
    expect(readdirSync(paths.keys)).toHaveLength(3);
  });

  it("refuses another vault's keyfile", async () => {
    const { paths } = await initialise(data);
    const keyfile = JSON.parse(readFileSync(paths.keyfile, 'utf8')) as object;
    writeFileSync(paths.keyfile, JSON.stringify({ ...keyfile, vaultId: newId() }));
    await expect(initialise(data)).rejects.toThrow(KeyMaterialMissing);
  });

  it.each([
    ['keyfile', /Set its mode to 0600/],
    ['logSigningKey', /Set the mode of all of them to 0600/],
    ['certificateKey', /Set the mode of all of them to 0600/],
  ] as const)('refuses a %s that others may read', async (name, words) => {
    chmodSync(dataPaths(data)[name], 0o644);
    await expect(initialise(data)).rejects.toThrow(words);
  });

  it('leaves a damaged vault.json as it is', async () => {
    const { paths } = await initialise(data);
    writeFileSync(paths.vault, '{');
    await expect(initialise(data)).rejects.toThrow(NotInitialised);
    expect(readFileSync(paths.vault, 'utf8')).toBe('{');
  });

  it('removes what an interrupted writing left', async () => {
    const { paths } = await initialise(data);
    rmSync(paths.vault);
    const left = join(paths.keys, '.keyfile.json.11111111-1111-4111-8111-111111111111');
    writeFileSync(left, 'half');
    utimesSync(left, 0, 0);
    await initialise(data);
    expect(readdirSync(paths.keys)).toHaveLength(4);
  });
});
