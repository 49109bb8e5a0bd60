import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, secureRandom, systemClock } from '../../../src/kernel';
import { KeysUnavailable } from '../../../src/trust/keys';
import type { KeyProvider } from '../../../src/trust/keys/custody/key-provider';
import { createKeyfile, KeyfileProvider, vaultOfKeyfile } from '../../../src/trust/keys/custody/keyfile';
import { PassphraseSeal } from '../../../src/trust/keys/custody/passphrase';
import { KmsKeys } from '../../../src/trust/keys/custody/remote/aws-kms';
import { Pkcs11Keys } from '../../../src/trust/keys/custody/remote/pkcs11';
import type { RemoteKeys } from '../../../src/trust/keys/custody/remote/remote-keys';
import { RemoteProvider } from '../../../src/trust/keys/custody/remote/remote-provider';
import { TransitKeys } from '../../../src/trust/keys/custody/remote/transit';
import { startMoto, withService } from '../../support/services';
import { makeSoftHsmToken } from '../../support/soft-hsm';
import { startTransit, type TransitServer } from '../../support/transit-server';

interface Custody {
  readonly provider: KeyProvider;
  /** The same roots from another process. */
  again(): KeyProvider;
}

const vaultId = newId();

/** What every provider does, whatever keeps its roots. */
function provides(make: (path: string) => Promise<Custody>, end: 'destroyed' | 'scheduled'): void {
  let folder: string;
  let custody: Custody;
  const name = { epoch: 1, keyId: newId(), vaultId };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-provider-'));
    custody = await make(join(folder, 'custody'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('unwraps what it wrapped, from any process', async () => {
    const key = secureRandom(32);
    const wrapped = await custody.provider.wrapEpochKey(name, key);
    expect(wrapped.includes(key)).toBe(false);
    expect(await custody.again().unwrapEpochKey(name, wrapped)).toEqual(key);
  });

  it('unwraps nothing for another name', async () => {
    const wrapped = await custody.provider.wrapEpochKey(name, secureRandom(32));
    for (const other of [
      { ...name, keyId: newId() },
      { ...name, vaultId: newId() },
    ])
      await expect(custody.provider.unwrapEpochKey(other, wrapped)).rejects.toThrow(KeysUnavailable);
  });

  it('unwraps no damaged key', async () => {
    const wrapped = await custody.provider.wrapEpochKey(name, secureRandom(32));
    wrapped[wrapped.length - 3] = (wrapped[wrapped.length - 3] ?? 0) ^ 1;
    await expect(custody.provider.unwrapEpochKey(name, wrapped)).rejects.toThrow(KeysUnavailable);
  });

  it('keeps one lookup secret for ever', async () => {
    const secret = await custody.provider.lookupSecret();
    expect(secret).toHaveLength(32);
    expect(await custody.again().lookupSecret()).toEqual(secret);
    const file = readFileSync(join(folder, 'custody'), 'utf8');
    if (custody.provider.kind !== 'keyfile') expect(file).not.toContain(secret.toString('base64'));
    expect(statSync(join(folder, 'custody')).mode & 0o777).toBe(0o600);
  });

  it('makes a root once', async () => {
    await custody.provider.createRoot(2);
    const wrapped = await custody.provider.wrapEpochKey({ ...name, epoch: 2 }, secureRandom(32));
    await custody.again().createRoot(2);
    expect(await custody.again().unwrapEpochKey({ ...name, epoch: 2 }, wrapped)).toHaveLength(32);
    expect(await custody.provider.currentEpoch()).toBe(2);
  });

  it('refuses to destroy the current root', async () => {
    await expect(custody.provider.destroy(2)).rejects.toThrow(RangeError);
  });

  it('opens nothing with a root that ended', async () => {
    const wrapped = await custody.provider.wrapEpochKey(name, secureRandom(32));
    const answer = await custody.provider.destroy(1);
    if (end === 'destroyed') expect(answer).toBe('destroyed');
    else expect(Number((answer as { scheduledFor: Date }).scheduledFor)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect(await custody.again().destroy(1)).toEqual(answer);
    await expect(custody.again().unwrapEpochKey(name, wrapped)).rejects.toThrow(KeysUnavailable);
    await expect(custody.provider.createRoot(1)).rejects.toThrow(KeysUnavailable);
  });
}

async function remote(path: string, keys: () => RemoteKeys): Promise<Custody> {
  const again = (): RemoteProvider => new RemoteProvider(path, keys(), systemClock);
  const provider = again();
  expect(await provider.vaultOf()).toBeNull();
  expect(await provider.create(vaultId)).toBe(vaultId);
  expect(await again().create(newId())).toBe(vaultId);
  return { provider, again };
}

describe('a key provider: keyfile', () => {
  provides(async (path) => {
    await createKeyfile(path, vaultId, systemClock);
    const again = (): KeyProvider => new KeyfileProvider(path, systemClock);
    return { provider: again(), again };
  }, 'destroyed');
});

describe('a key provider: passphrase', () => {
  provides(async (path) => {
    const seal = (): PassphraseSeal => new PassphraseSeal('correct horse battery staple');
    await createKeyfile(path, vaultId, systemClock, seal());
    const again = (): KeyProvider => new KeyfileProvider(path, systemClock, seal(), 'passphrase');
    return { provider: again(), again };
  }, 'destroyed');

  it('opens with no other passphrase', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-provider-'));
    const path = join(folder, 'roots');
    await createKeyfile(path, vaultId, systemClock, new PassphraseSeal('one passphrase'));
    expect(readFileSync(path, 'utf8')).not.toMatch(/lookupSecret|"roots"/);
    await expect(vaultOfKeyfile(path, new PassphraseSeal('another one'))).rejects.toThrow(/passphrase does not open/);
    rmSync(folder, { recursive: true });
  });
});

describe('a key provider: transit', () => {
  let server: TransitServer;
  beforeAll(async () => void (server = await startTransit()));
  afterAll(() => server.stop());
  const keys = (token = server.token): TransitKeys => new TransitKeys({ url: server.url, mount: 'transit', token });

  provides((path) => remote(path, keys), 'destroyed');

  it('has deleted the key itself', () => {
    expect([...server.keys.keys()].filter((name) => name.endsWith('epoch-1'))).toEqual([]);
  });

  it('is refused without its token, and says nothing', async () => {
    const path = join(tmpdir(), `strongroom-${newId()}`);
    const refused = new RemoteProvider(path, keys('wrong'), systemClock).create(vaultId);
    await expect(refused).rejects.toMatchObject({ failure: 'provider', cause: undefined });
  });
});

describe('a key provider: AWS KMS', () => {
  withService('moto', () => {
    let server: Awaited<ReturnType<typeof startMoto>>;
    beforeAll(async () => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: newId() });
      server = await startMoto();
    });
    afterAll(() => server.stop());
    const keys = (): KmsKeys => new KmsKeys({ region: 'eu-central-1', endpoint: server.url, deletionDays: 7 });

    provides((path) => remote(path, keys), 'scheduled');
  });
});

describe('a key provider: PKCS#11', () => {
  withService('softhsm', () => {
    let keys: Pkcs11Keys;
    beforeAll(() => {
      keys = new Pkcs11Keys(makeSoftHsmToken());
    });

    // A process loads the library once: that the roots are the HSM's is shown by their names alone.
    provides((path) => remote(path, () => keys), 'destroyed');
  });
});
