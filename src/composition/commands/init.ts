import { Command } from 'commander';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { initialise } from '../initialise';

/** Makes the key material of a new vault, or checks that of an old one. */
export function initCommand(context: GetContext, finish: Finish): Command {
  return new Command('init')
    .description('make the keys and the certificate of a new vault (an existing one is only checked)')
    .action(async () => {
      const settings = settingsOf(context());
      const { vaultId, origin, createdAt } = await initialise(settings.dataDir, { settings });
      answer(context(), { vaultId, origin, createdAt }, [
        `vault ${vaultId}`,
        `log   ${origin}`,
        'Back up the folder keys and vault.json now: without them nothing opens.',
      ]);
      finish(0);
    });
}
