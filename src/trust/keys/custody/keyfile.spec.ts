import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, secureRandom, systemClock } from '../../../kernel';
import { KeysUnavailable } from '../keys.errors';
import { createKeyfile, KeyfileProvider, vaultOfKeyfile } from './keyfile';

const vaultId = '11111111-1111-4111-8111-111111111111';

describe('the keyfile', () => {
  let folder: string;
  let path: string;
  let provider: KeyfileProvider;
  const epochKey = { epoch: 1, keyId: newId(), vaultId };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-keyfile-'));
    path = join(folder, 'keyfile.json');
    provider = new KeyfileProvider(path, systemClock);
    await createKeyfile(path, vaultId, systemClock);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const content = (): { roots: { epoch: number; key: string }[]; lookupSecret: string } =>
    JSON.parse(readFileSync(path, 'utf8')) as { roots: { epoch: number; key: string }[]; lookupSecret: string };

  it('is for its owner alone', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('begins with the root of epoch 1', async () => {
    expect(await provider.currentEpoch()).toBe(1);
    expect(await vaultOfKeyfile(path)).toBe(vaultId);
  });

  it('is never made anew over an old one', async () => {
    const before = readFileSync(path, 'utf8');
    expect(await createKeyfile(path, newId(), systemClock)).toBe(vaultId);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['keyfile.json']);
  });

  it('unwraps what it wrapped', async () => {
    const key = secureRandom(32);
    expect(await provider.unwrapEpochKey(epochKey, await provider.wrapEpochKey(epochKey, key))).toEqual(key);
  });

  it.each([
    ['key id', { ...epochKey, keyId: newId() }],
    ['vault', { ...epochKey, vaultId: newId() }],
    ['epoch', { ...epochKey, epoch: 2 }],
  ])('refuses an epoch key of another %s', async (_what, other) => {
    await provider.createRoot(2);
    const wrapped = await provider.wrapEpochKey(epochKey, secureRandom(32));
    await expect(provider.unwrapEpochKey(other, wrapped)).rejects.toThrow(KeysUnavailable);
  });

  it('keeps a root that exists', async () => {
    await provider.createRoot(2);
    const before = content().roots;
    await provider.createRoot(2);
    expect(content().roots).toEqual(before);
    expect(await provider.currentEpoch()).toBe(2);
  });

  it('gives the same lookup secret always', async () => {
    expect(await provider.lookupSecret()).toEqual(await new KeyfileProvider(path, systemClock).lookupSecret());
  });

  it('opens nothing of a destroyed epoch', async () => {
    const wrapped = await provider.wrapEpochKey(epochKey, secureRandom(32));
    await provider.createRoot(2);
    expect(await provider.destroy(1)).toBe('destroyed');
    await expect(provider.unwrapEpochKey(epochKey, wrapped)).rejects.toMatchObject({ failure: 'provider' });
    expect(await provider.destroy(1)).toBe('destroyed');
    await expect(provider.createRoot(1)).rejects.toMatchObject({ failure: 'ended' });
  });

  it('keeps no byte of a destroyed root', async () => {
    const root = content().roots[0]?.key ?? '';
    await provider.createRoot(2);
    await provider.destroy(1);
    expect(readdirSync(folder)).toEqual(['keyfile.json']);
    expect(readFileSync(path, 'utf8')).not.toContain(root);
  });

  it('does not destroy the current epoch', async () => {
    await expect(provider.destroy(1)).rejects.toThrow(RangeError);
    expect(await provider.currentEpoch()).toBe(1);
  });

  it.each([0o604, 0o640, 0o644])('is refused where others may read it (%o)', async (mode) => {
    chmodSync(path, mode);
    await expect(provider.lookupSecret()).rejects.toMatchObject({ failure: 'keyfile_exposed' });
  });

  it('is refused behind a link', async () => {
    symlinkSync(path, join(folder, 'link.json'));
    await expect(new KeyfileProvider(join(folder, 'link.json'), systemClock).currentEpoch()).rejects.toThrow(
      KeysUnavailable,
    );
  });

  it('is missed where it is gone', async () => {
    rmSync(path);
    await expect(provider.currentEpoch()).rejects.toMatchObject({ failure: 'keyfile_missing' });
    expect(await vaultOfKeyfile(path)).toBeNull();
  });

  it('says nothing of itself when damaged', async () => {
    const { lookupSecret, roots } = content();
    const text = readFileSync(path, 'utf8');
    for (const damage of [text.slice(0, -20), text.replace('"roots"', '"rootz"'), `${lookupSecret}${text}`, '[]', '']) {
      writeFileSync(path, damage);
      const failure: unknown = await provider.currentEpoch().catch((error: unknown) => error);
      expect(failure).toMatchObject({ failure: 'keyfile_damaged', cause: undefined });
      const said = `${String(failure)}${(failure as Error).stack ?? ''}${JSON.stringify(failure)}`;
      for (const secret of [lookupSecret, roots[0]?.key ?? '', path]) expect(said).not.toContain(secret);
    }
  });
});
