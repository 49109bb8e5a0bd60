import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBackup, OpenedBackup } from '../../../src/edge/backup';
import { newId, systemActor, systemClock } from '../../../src/kernel';
import { BackupKeys, openSampleKeys } from '../../../src/trust/keys';
import { KeyfileProvider } from '../../../src/trust/keys/custody/keyfile';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, newInstallation, removeInstallation } from '../keys/keys-at-work';

describe('a backup', () => {
  let databases: TestDatabases;
  let target: TestDatabases;
  let work: KeysAtWork;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-backup-'));
    [databases, target] = [await testDatabases(), await testDatabases()];
    work = await keysAtWork(databases);
    for (let n = 0; n < 5; n += 1) await anItem();
  });

  afterEach(async () => {
    await work.close();
    await Promise.all([databases.close(), target.close()]);
    removeInstallation(work.installation);
    rmSync(folder, { recursive: true });
  });

  const provider = (): KeyfileProvider => new KeyfileProvider(work.installation.paths.keyfile, systemClock);

  async function anItem(): Promise<{ subjectId: string; objectId: string; dataKeyId: string }> {
    const [subjectId, objectId] = [newId(), newId()];
    await work.keys.createSubjectKey(subjectId);
    const { dataKeyId } = await work.keys.createDataKey({ subjectId, objectId, mediaId: newId() });
    return { subjectId, objectId, dataKeyId };
  }

  async function* inventory() {
    yield await Promise.resolve({ key: 'objects/aa/one', version: null, size: 9, sha256: 'ab' });
  }

  async function make(into = folder, objects: () => ReturnType<typeof inventory> = inventory): Promise<void> {
    const { vaultId } = work.installation;
    await makeBackup(into, {
      // As with a PostgreSQL of one's own: two roles read one snapshot.
      vault: [
        { url: databases.url('strongroom_owner'), schemas: "n.nspname <> 'audit'" },
        { url: databases.url('strongroom_audit'), schemas: "n.nspname = 'audit'" },
      ],
      keystore: [{ url: databases.url('strongroom_owner', 'keystore') }],
      objects: objects(),
      keys: await BackupKeys.newest(databases.keystore, provider(), vaultId),
      vaultId,
      clock: systemClock,
    });
  }

  const open = (from = folder, vaultId = work.installation.vaultId) => OpenedBackup.open(from, provider(), vaultId);

  async function restore(from = folder): Promise<void> {
    const backup = await open(from);
    await backup.load('keystore', target.url('superuser', 'keystore'));
    await backup.load('vault', target.url('superuser'));
  }

  const keysIn = async ({ keystore }: TestDatabases): Promise<unknown> =>
    keystore.read({ actor: systemActor }, (tx) => tx.query('SELECT id, wrapped FROM keystore.data_key ORDER BY id'));

  it('comes back as it was, whatever happened since', async () => {
    await asSuperuser(databases.url('strongroom_audit'), (db) => db.query('SELECT audit.open_block(1)'));
    await make();
    const before = await keysIn(databases);
    await work.keys.endSubject(systemActor, (await anItem()).subjectId);
    await restore();
    expect(await keysIn(target)).toEqual(before);
    expect(await openSampleKeys(target.keystore, provider(), work.installation, 32)).toBe(10);
    const lines = [];
    for await (const line of (await open()).objects()) lines.push(line);
    expect(lines).toEqual([{ key: 'objects/aa/one', version: null, size: 9, sha256: 'ab' }]);
  });

  it('holds no plaintext and no root', async () => {
    await make();
    const { roots } = JSON.parse(readFileSync(work.installation.paths.keyfile, 'utf8')) as { roots: { key: string }[] };
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      for (const text of ['PGCOPY', 'subject_key', 'objects/aa/one', ...roots.map(({ key }) => key)])
        expect(bytes.includes(text)).toBe(false);
    }
  });

  it.each(['backup.json', 'manifest.sealed', 'vault.sealed', 'keystore.sealed', 'objects.sealed'])(
    'is refused with a byte of %s flipped',
    async (name) => {
      await make();
      const whole = readFileSync(join(folder, name));
      for (const at of [0, whole.length >> 1, whole.length - 1]) {
        const bytes = Buffer.from(whole);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
        writeFileSync(join(folder, name), bytes);
        await expect(open().then((backup) => backup.verify())).rejects.toMatchObject({ name: 'BackupRefused' });
      }
    },
  );

  it('is refused with a file of another backup', async () => {
    const other = join(folder, 'other');
    const own = join(folder, 'own');
    await make(own);
    await make(other);
    cpSync(join(other, 'keystore.sealed'), join(own, 'keystore.sealed'));
    await expect(restore(own)).rejects.toMatchObject({ reason: 'closed' });
    expect(await keysIn(target)).toEqual([]);
  });

  it('is refused by another vault', async () => {
    await make();
    await expect(open(folder, newId())).rejects.toMatchObject({ reason: 'other_vault' });
    const stranger = await newInstallation();
    const theirs = new KeyfileProvider(stranger.paths.keyfile, systemClock);
    await expect(OpenedBackup.open(folder, theirs, work.installation.vaultId)).rejects.toMatchObject({
      reason: 'closed',
    });
    removeInstallation(stranger);
  });

  it('goes into empty databases alone', async () => {
    await make();
    await restore();
    const before = await keysIn(target);
    await expect(restore()).rejects.toMatchObject({ reason: 'not_empty' });
    expect(await keysIn(target)).toEqual(before);
  });

  it('cut off is none, and is begun anew', async () => {
    const cut = async function* () {
      yield await Promise.resolve({ key: 'k', version: null, size: 1, sha256: '' });
      throw new Error('cut off');
    };
    await expect(make(folder, cut)).rejects.toThrow('cut off');
    expect(readdirSync(folder)).toContain('keystore.sealed');
    await expect(open()).rejects.toMatchObject({ reason: 'no_backup' });
    await make();
    await restore();
  });

  it('takes no folder that is in use', async () => {
    await make();
    await expect(make()).rejects.toMatchObject({ reason: 'folder_in_use' });
  });

  it('opens nothing four epochs later', async () => {
    await make();
    for (let n = 0; n < 3; n += 1) await work.epochs.roll();
    await open();
    await work.epochs.roll();
    await expect(open()).rejects.toMatchObject({ reason: 'closed' });
  });
});
