import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Id } from '../../kernel';
import { loadCopy } from '../../platform/database';
import { BackupKeys, type KeyProvider, KeysUnavailable } from '../../trust/keys';
import {
  type BackedUp,
  type BackupHead,
  BackupRefused,
  headFile,
  type InventoryLine,
  type Manifest,
  parseHead,
} from './backup-format';
import { restorationMark } from './restorations';
import { SealedFolder } from './sealed-folder';
import { unframed } from './table-frames';

/** SQL that is true where nothing was ever kept. */
const emptiness: Readonly<Record<BackedUp, string>> = {
  vault: `NOT EXISTS (SELECT FROM audit.head WHERE size > 0) AND NOT EXISTS (SELECT FROM audit.pending)
     AND NOT EXISTS (SELECT FROM records.media) AND NOT EXISTS (SELECT FROM identity.account)`,
  keystore: 'NOT EXISTS (SELECT FROM keystore.epoch_key) AND NOT EXISTS (SELECT FROM keystore.subject_key)',
};

/** A whole backup whose manifest has opened. Its other files are verified as they are read. */
export class OpenedBackup {
  private constructor(
    readonly head: BackupHead,
    readonly manifest: Manifest,
    private readonly files: SealedFolder,
  ) {}

  static async open(folder: string, provider: KeyProvider, vaultId: Id): Promise<OpenedBackup> {
    const head = parseHead(await readFile(join(folder, headFile), 'utf8').catch(() => ''));
    if (head.vault !== vaultId) throw new BackupRefused('other_vault');
    const { epoch, id, wrapped } = head.epoch;
    const keys = await BackupKeys.of({ epoch, id, wrapped: Buffer.from(wrapped, 'base64') }, provider, vaultId).catch(
      (error: unknown) => {
        throw error instanceof KeysUnavailable ? new BackupRefused('closed') : error;
      },
    );
    const files = new SealedFolder(folder, keys, { vaultId, backupId: head.backup });
    const pieces: Buffer[] = [];
    for await (const piece of files.read(head.manifest)) pieces.push(Buffer.from(piece));
    return new OpenedBackup(head, JSON.parse(Buffer.concat(pieces).toString('utf8')) as Manifest, files);
  }

  /** Opens every file to its end, before anything is done with one of them. */
  async verify(): Promise<void> {
    const { vault, keystore, objects } = this.manifest.files;
    for (const part of [vault, keystore, objects])
      await pipeline(this.files.read(part), new Writable({ write: (_piece, _encoding, done) => done() }));
  }

  /** Loads one of the databases into an empty, migrated one, as its administrator: whole, or not at all. */
  async load(database: BackedUp, administratorUrl: string): Promise<void> {
    const layout = this.manifest.layouts[database];
    const tables = unframed(layout.tables, this.files.read(this.manifest.files[database]));
    const mark = restorationMark(database, this.head.backup);
    await loadCopy(administratorUrl, { layout, isEmpty: emptiness[database], mark }, tables);
  }

  /** What the store held, in the order of the keys. */
  async *objects(): AsyncGenerator<InventoryLine> {
    let rest = '';
    for await (const piece of this.files.read(this.manifest.files.objects)) {
      const lines = (rest + piece.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as InventoryLine;
    }
  }
}
