import { resolve } from 'node:path';
import { Command } from 'commander';
import { Installation } from '../../platform/settings';
import { Audit } from '../../trust/audit';
import { KEY_PROVIDER, KeyEpochs, type KeyProvider } from '../../trust/keys';
import { backUp } from '../backup/backup-sources';
import { type RestoredBackup, restoreBackup } from '../backup/restore-backup';
import { systemEntry } from '../backup/system-entry';
import { verifyBackup } from '../backup/verify-backup';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { withVault } from '../vault-context';

/** `backup DIR` and `backup verify DIR`. */
export function backupCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('backup')
    .description('copy both databases and the list of objects into an empty folder, sealed under the current epoch')
    .argument('<folder>')
    .action(async (folder: string) => {
      const settings = settingsOf(context());
      const made = await withVault(settings, (vault) => backUp(vault, settings, resolve(folder)));
      answer(context(), { folder, ...made }, [
        `A backup is in ${folder}: both databases and the names of ${made.objects} objects, ${made.bytes} bytes.`,
        `It opens while the root of epoch ${made.epoch} exists: four weeks at most. Objects and key material are not in it.`,
      ]);
      finish(0);
    });
  command
    .command('verify <folder>')
    .description('restore a backup into a PostgreSQL of its own, open samples, and remove that again')
    .action(async (folder: string) => {
      const verified = await withVault(settingsOf(context()), async (vault) => {
        const provider = vault.get<KeyProvider>(KEY_PROVIDER, { strict: false });
        const result = await verifyBackup(resolve(folder), vault.get(Installation), provider);
        await vault.get(KeyEpochs).noteVerifiedBackup(result.epoch);
        const range = `${result.epoch}-${result.epoch}`;
        await vault.get(Audit).recordAlone({ ...systemEntry, type: 'backup.verified', reason: 'opened', range });
        return result;
      });
      answer(context(), verified, [
        `The backup of ${verified.madeAt} (epoch ${verified.epoch}) was restored: ${verified.tables} tables, ${verified.objects} objects named, ${verified.keysOpened} keys opened.`,
      ]);
      finish(0);
    });
  return command;
}

/** `restore DIR`. */
export function restoreCommand(context: GetContext, finish: Finish): Command {
  return new Command('restore')
    .description(
      'put a backup into the empty databases of a vault whose key material is there, and erase again what was erased since',
    )
    .argument('<folder>')
    .option('--only-vault', 'leave the keystore as it is: for when the vault’s database alone was lost', false)
    .action(async (folder: string, { onlyVault }: { onlyVault: boolean }) => {
      const restored = await restoreBackup(settingsOf(context()), resolve(folder), onlyVault);
      answer(context(), restored, restoredLines(restored));
      finish(0);
    });
}

function restoredLines({ madeAt, log, ended }: RestoredBackup): string[] {
  return [
    `The backup of ${madeAt} is restored.`,
    log === 'no_bucket'
      ? 'There is no anchor bucket: entries since the backup, and erasures that only they tell of, are lost.'
      : `The log had ${log.from} entries and has ${log.to} now.`,
    `What ended since the backup was ended again: ${ended.items} items, ${ended.copies} copies of evidence. None of it opens; bytes and certificates follow once the vault serves.`,
    'Run strongroom fsck and strongroom verify before you start.',
  ];
}
