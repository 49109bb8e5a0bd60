import { Command } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { OpenLog } from '../../casework/log-maintenance';
import { newId, type RequestContext, systemContext } from '../../kernel';
import { Approvals } from '../../trust/access';
import { NewLog } from '../../trust/audit';
import { Sessions, SignIn } from '../../trust/identity';
import { answer, type CommandContext, type Finish, type GetContext, settingsOf } from '../command-context';
import { openPrompt, type Prompt } from '../prompt';
import { say } from '../say';
import { withVault } from '../vault-context';

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
  const signedIn: RequestContext[] = [];
  try {
    const asker = await signIn(vault, prompt, 'A key administrator asks.');
    signedIn.push(asker);
    const approval = await vault.get(OpenLog).request(asker);
    const { request } = JSON.parse(approval.body.toString('utf8')) as { request: Parameters<OpenLog['describe']>[0] };
    for (const line of [...vault.get(OpenLog).describe(request), `SHA-256 of this request: ${approval.hash}`])
      say(line);
    const approver = await signIn(vault, prompt, 'A compliance officer or DPO, another person, approves exactly this.');
    signedIn.push(approver);
    await vault.get(Approvals).give(approver, approval.id, approval.hash);
    await vault.get(Approvals).execute(asker, approval.id);
    const lines = [
      `The log ${request.next} begins. \`strongroom audit key\` prints its key for witnesses; then start the vault.`,
    ];
    answer(context, { opened: true, ...request, request: approval.hash }, lines);
  } finally {
    for (const one of signedIn) await vault.get(Sessions).signOut(one);
  }
}

async function signIn(vault: INestApplicationContext, prompt: Prompt, who: string): Promise<RequestContext> {
  say(who);
  const credentials = { name: await prompt.ask('Name: '), password: await prompt.askSecret('Password: ') };
  const { token } = await vault.get(SignIn).open(systemContext('cli'), credentials, null);
  const known = await vault.get(Sessions).identify(token, false);
  if (known === null) throw new Error('The session ended at once.');
  const signedIn = { ...systemContext(newId()), actor: known.actor };
  if (!known.mustChangePassword) return signedIn;
  await vault.get(Sessions).signOut(signedIn);
  throw new Error('Sign in to the vault once and change the one-time password first.');
}
