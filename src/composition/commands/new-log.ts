import { Command } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { OpenLog } from '../../casework/log-maintenance';
import { NewLog } from '../../trust/audit';
import { answer, type CommandContext, type Finish, type GetContext, settingsOf } from '../command-context';
import { openPrompt, type Prompt } from '../prompt';
import { withVault } from '../vault-context';
import { byTwoPeople } from './two-people';

/** `strongroom audit new-log`: two people at one terminal, where the vault does not start any more. */
export function newLogCommand(context: GetContext, finish: Finish): Command {
  return new Command('new-log')
    .description(
      'give up entries that cannot be had any more and open a new log; takes a key administrator and another person',
    )
    .action(async () => {
      const prompt = openPrompt();
      try {
        await withVault(settingsOf(context()), (vault) => openNewLog(vault, context(), prompt));
        finish(0);
      } finally {
        prompt.close();
      }
    });
}

async function openNewLog(vault: INestApplicationContext, context: CommandContext, prompt: Prompt): Promise<void> {
  if (await vault.get(NewLog).finish()) {
    answer(context, { opened: true }, [
      'A new log was opened already; its name is in the key files now. Start the vault.',
    ]);
    return;
  }
  const { request, hash } = await byTwoPeople(vault, prompt, vault.get(OpenLog));
  answer(context, { opened: true, ...request, request: hash }, [
    `The log ${request.next} begins. \`strongroom audit key\` prints its key for witnesses; then start the vault.`,
  ]);
}
