import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUp } from '../../../src/composition/backup/backup-sources';
import { type RestoredBackup, restoreBackup } from '../../../src/composition/backup/restore-backup';
import { assertNoneUnfinished } from '../../../src/edge/backup';
import type { Id } from '../../../src/kernel';
import { Settings } from '../../../src/platform/settings';
import { KeyEpochs } from '../../../src/trust/keys';
import { patientWaitMs } from '../../support/audit-log';
import { type TestDatabases, testDatabases } from '../../support/vault-database';
import { DestructionAtWork } from '../destruction/destruction-at-work';
import { VaultAtWork } from '../media/vault-at-work';

/** What a restore left. */
export interface Restored {
  readonly work: DestructionAtWork;
  readonly said: RestoredBackup;
  close(): Promise<void>;
}

/**
 * A vault with all its real parts, a backup of it, and whatever comes back from that. Its databases are given ones, so that a
 * restored vault can stand beside what is left of the first.
 */
export class RestoreAtWork {
  private constructor(
    readonly work: DestructionAtWork,
    readonly folder: string,
    private readonly anchored: boolean,
  ) {}

  static async start({ anchored = true } = {}): Promise<RestoreAtWork> {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-restore-'));
    const change = anchored ? { anchorDirectory: join(folder, 'anchor') } : {};
    return new RestoreAtWork(await DestructionAtWork.start(change), folder, anchored);
  }

  get backup(): string {
    return join(this.folder, 'backup');
  }

  async make(folder = this.backup): Promise<void> {
    const { vault } = this.work;
    // What was acknowledged is sealed; entries that still wait come along in the queue.
    await vault.events();
    await backUp(vault.app, this.settingsOn(vault.databases, vault.databases), folder);
  }

  async roll(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) await this.work.vault.app.get(KeyEpochs).roll();
  }

  /** Stops the vault and keeps its store, keys and anchors; its databases stay as long as somebody wants one of them. */
  async stop(): Promise<void> {
    await this.work.vault.events();
    await this.work.vault.app.close();
  }

  /** Restores into fresh databases, or the vault's alone beside the keystore that is left, and starts again. */
  async restore({ onlyVault = false, backup = this.backup } = {}): Promise<Restored> {
    const fresh = await testDatabases();
    const databases = onlyVault ? besides(fresh, this.work.vault.databases) : fresh;
    const said = await this.attempt(databases, { onlyVault, backup });
    const work = await this.startOn(databases);
    return {
      work,
      said,
      close: async () => {
        await work.vault.app.close();
        await fresh.close();
      },
    };
  }

  attempt(databases: TestDatabases, { onlyVault = false, backup = this.backup } = {}): Promise<RestoredBackup> {
    return restoreBackup(this.settingsOn(databases, databases, 'superuser'), backup, onlyVault);
  }

  /** Starts as a vault does, on databases that somebody filled. */
  async startOn(databases: TestDatabases): Promise<DestructionAtWork> {
    await assertNoneUnfinished(databases);
    return this.work.on(await VaultAtWork.startOn(this.work.vault.folder, databases, this.#anchors()));
  }

  settingsOn(
    vault: TestDatabases,
    keystore: TestDatabases,
    owner: 'strongroom_owner' | 'superuser' = 'strongroom_owner',
  ): Settings {
    return Object.assign(new Settings(), {
      dataDir: this.work.vault.folder,
      logLevel: 'silent',
      openerThreads: 0,
      auditWaitMs: patientWaitMs,
      databaseUrl: vault.url('strongroom_app'),
      databaseOwnerUrl: vault.url(owner),
      auditDatabaseUrl: vault.url('strongroom_audit'),
      keystoreUrl: keystore.url('strongroom_keystore', 'keystore'),
      keystoreOwnerUrl: keystore.url(owner, 'keystore'),
      objects: 'directory',
      ...this.#anchors(),
    });
  }

  /** The databases go in any case, whatever was closed before. */
  async end(): Promise<void> {
    await this.work.vault.app.close().catch(() => undefined);
    await this.work.vault.databases.close();
    rmSync(this.work.vault.folder, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  #anchors(): Partial<Settings> {
    return this.anchored ? { anchorDirectory: join(this.folder, 'anchor') } : {};
  }
}

/** A fresh main database beside the keystore of before. */
function besides(fresh: TestDatabases, before: TestDatabases): TestDatabases {
  return {
    vault: fresh.vault,
    audit: fresh.audit,
    keystore: before.keystore,
    url: (role, database = 'vault') => (database === 'vault' ? fresh : before).url(role, database),
    close: () => fresh.close(),
  };
}

/** Which of these items open, in their order. */
export async function opening(
  work: DestructionAtWork,
  items: readonly { id: Id; ticket: string }[],
): Promise<boolean[]> {
  const opened: boolean[] = [];
  for (const item of items) opened.push((await work.open(item)) === 200);
  return opened;
}
