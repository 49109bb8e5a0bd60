import { Command } from 'commander';
import { AcceptStart } from '../../casework/log-maintenance';
import { answer, type Finish, type GetContext, settingsOf } from '../command-context';
import { openPrompt } from '../prompt';
import { withVault } from '../vault-context';
import { byTwoPeople } from './two-people';

/** `strongroom audit accept-start`: two people at one terminal, where no anchor can be reached. */
export function acceptStartCommand(context: GetContext, finish: Finish): Command {
  return new Command('accept-start')
    .description(
      'let the vault start once while no anchor can be reached; takes a key administrator and another person',
    )
    .action(async () => {
      const prompt = openPrompt();
      try {
        const { request, hash } = await withVault(settingsOf(context()), (vault) =>
          byTwoPeople(vault, prompt, vault.get(AcceptStart)),
        );
        answer(context(), { accepted: true, ...request, request: hash }, [
          `The next start is accepted with ${request.size} entries and the one that says so. Start the vault now.`,
        ]);
        finish(0);
      } finally {
        prompt.close();
      }
    });
}
