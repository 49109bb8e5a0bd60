import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemActor } from '../../kernel';
import { AuditDatabase } from '../../platform/database';
import { readInstallation } from '../../platform/settings';
import { Audit, exportLog, readLogKey, verifierKey } from '../../trust/audit';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { withVault } from '../vault-context';

/** What is done with the access log as a whole. */
export function auditCommand(context: GetContext, finish: Finish): Command {
  const command = new Command('audit').description('take the access log out, for somebody who checks it elsewhere');
  command
    .command('export <folder>')
    .description('write the log as C2SP tlog-tiles, with its public key; carries on where an earlier export ended')
    .action(async (folder: string) => {
      const settings = settingsOf(context());
      const { origin, paths } = await readInstallation(settings.dataDir);
      const { publicKey } = readLogKey(await readFile(paths.logSigningKey, 'utf8'));
      const { size } = await withVault(settings, async (vault) => {
        await vault.get(Audit).recordAlone({
          type: 'audit.exported',
          actor: systemActor,
          role: 'system',
          decision: 'allow',
          reason: 'command_line',
          range: 'all',
        });
        return exportLog({
          database: vault.get(AuditDatabase),
          log: { origin, publicKey },
          folder: resolve(folder),
        });
      });
      answer(context(), { folder, size }, [
        `${size} entries of ${origin} are in ${folder}; its public key is ${folder}/key.`,
      ]);
      finish(0);
    });
  command
    .command('key')
    .description('print the public key of the log, as C2SP tools and witnesses read it')
    .action(async () => {
      const { origin, paths } = await readInstallation(settingsOf(context()).dataDir);
      const { publicKey } = readLogKey(await readFile(paths.logSigningKey, 'utf8'));
      const key = verifierKey({ origin, publicKey });
      answer(context(), { key }, [key]);
      finish(0);
    });
  return command;
}
