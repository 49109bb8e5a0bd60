import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { newId, secureRandom, systemClock } from '../../../src/kernel';
import { DatabaseUnavailable, type KeystoreDatabase } from '../../../src/platform/database';
import type { Installation } from '../../../src/platform/settings';
import { KeysUnavailable } from '../../../src/trust/keys';
import { KeyfileProvider } from '../../../src/trust/keys/custody/keyfile';
import { testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, newInstallation, removeInstallation } from './keys-at-work';

/** All that an error says, to whatever prints it. */
function everythingSaid(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => everythingSaid(Reflect.get(error, name)));
  return [String(error), JSON.stringify(error), ...own].join('\n');
}

const secretsOf = (keyfile: string): string[] =>
  [...keyfile.matchAll(/[A-Za-z0-9+/]{43}=/g)].flatMap(([base64]) => [
    base64,
    Buffer.from(base64, 'base64').toString('hex'),
  ]);

describe('a failure around a key', () => {
  let databases: TestDatabases;
  let installation: Installation;
  let keyfile: string;
  let work: KeysAtWork;

  beforeAll(async () => {
    databases = await testDatabases();
    installation = await newInstallation();
    keyfile = readFileSync(installation.paths.keyfile, 'utf8');
  });

  beforeEach(async () => {
    let elapsed = 0;
    // Time runs so fast that nothing stays in memory.
    const clock = { now: () => new Date(Date.now() + (elapsed += 120_000)) };
    work = await keysAtWork(databases, { clock, installation });
  });

  afterEach(async () => {
    rmSync(installation.paths.keyfile, { force: true });
    writeFileSync(installation.paths.keyfile, keyfile, { mode: 0o600 });
    await work.close();
  });

  afterAll(async () => {
    await databases.close();
    removeInstallation(installation);
  });

  it.each([
    ['cut', () => keyfile.slice(0, 200)],
    ['not JSON', () => keyfile.replaceAll('"', '')],
    ['of shorter keys', () => keyfile.replace(/([A-Za-z0-9+/]{39})[A-Za-z0-9+/]{4}=/g, '$1=')],
    ['empty', () => ''],
  ])('says one sentence when the keyfile is %s', async (_what, damaged) => {
    writeFileSync(installation.paths.keyfile, damaged());
    const error: unknown = await work.keys.createSubjectKey(newId()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'keys_unavailable', message: sentence, cause: undefined });
    const said = everythingSaid(error);
    for (const secret of [...secretsOf(keyfile), installation.paths.keyfile]) expect(said).not.toContain(secret);
  });

  it.each([
    ['exposed', () => chmodSync(installation.paths.keyfile, 0o644), /Set its mode to 0600/],
    ['damaged', () => writeFileSync(installation.paths.keyfile, '{}'), /Restore it from its backup/],
    ['missing', () => rmSync(installation.paths.keyfile), /Restore the keyfile that belongs to this vault/],
  ])('tells the operator when the keyfile is %s', async (_what, spoil, words) => {
    spoil();
    await expect(keysAtWork(databases, { installation })).rejects.toThrow(words);
  });

  it('is the same when the keystore is away', async () => {
    const error = await startWith(new DatabaseUnavailable(new Error('password secret')));
    expect(error).toMatchObject({ code: 'keys_unavailable', failure: 'keystore', message: sentence, cause: undefined });
    expect(everythingSaid(error)).not.toContain('secret');
  });

  it('never quotes what the database was given', async () => {
    const bytes = secureRandom(32).toString('hex');
    const error = await startWith(Object.assign(new Error(`value ${bytes}`), { code: '22P02', parameters: [bytes] }));
    expect(error).toMatchObject({ failure: 'keystore', sqlState: '22P02' });
    expect(everythingSaid(error)).not.toContain(bytes);
  });

  it('comes when the provider stops answering', async () => {
    await work.keys.check();
    rmSync(installation.paths.keyfile);
    await expect(work.keys.check()).rejects.toThrow(KeysUnavailable);
    await expect(work.keys.lookupHash('phone', '1')).rejects.toThrow(KeysUnavailable);
  });

  it('comes when the provider hands out a wrong key', async () => {
    const subjectId = newId();
    await work.keys.createSubjectKey(subjectId);
    const provider = new KeyfileProvider(installation.paths.keyfile, systemClock);
    const lying = Object.assign(provider, { unwrapEpochKey: () => Promise.resolve(secureRandom(32)) });
    const misled = await keysAtWork(databases, { installation, provider: lying });
    const making = misled.keys.createDataKey({ subjectId, objectId: newId(), mediaId: newId() });
    await expect(making).rejects.toMatchObject({ failure: 'refused', message: sentence });
    await misled.close();
  });

  const sentence = 'The keys for this are not available at the moment.';

  function startWith(error: Error): Promise<unknown> {
    const fail = (): Promise<never> => Promise.reject(error);
    const keystore = Object.assign(Object.create(databases.keystore) as KeystoreDatabase, {
      read: fail,
      transaction: fail,
    });
    return keysAtWork({ ...databases, keystore }, { installation }).catch((reason: unknown) => reason);
  }
});
