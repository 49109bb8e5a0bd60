import type { INestApplicationContext } from '@nestjs/common';
import { newId, type RequestContext, systemContext } from '../../kernel';
import { type Approval, Approvals } from '../../trust/access';
import { Sessions, SignIn } from '../../trust/identity';
import type { Prompt } from '../prompt';
import { say } from '../say';

/** An approvable action as two people at a terminal meet it. */
interface Approvable<Request> {
  request(context: RequestContext): Promise<Approval>;
  describe(request: Request): readonly string[];
}

/**
 * Has two people at one terminal do what nobody may do alone: the first signs in and asks, both read what it is, the
 * second signs in and approves exactly that. Both are signed out whatever comes of it.
 */
export async function byTwoPeople<Request>(
  vault: INestApplicationContext,
  prompt: Prompt,
  action: Approvable<Request>,
): Promise<{ request: Request; hash: string }> {
  const signedIn: RequestContext[] = [];
  const signInAs = async (who: string): Promise<RequestContext> => {
    say(who);
    const context = await signIn(vault, prompt);
    signedIn.push(context);
    return context;
  };
  try {
    const asker = await signInAs('A key administrator asks.');
    const { id, hash, body } = await action.request(asker);
    const { request } = JSON.parse(body.toString('utf8')) as { request: Request };
    for (const line of [...action.describe(request), `SHA-256 of this request: ${hash}`]) say(line);
    const approver = await signInAs('A compliance officer or DPO, another person, approves exactly this.');
    await vault.get(Approvals).give(approver, id, hash);
    await vault.get(Approvals).execute(asker, id);
    return { request, hash };
  } finally {
    for (const one of signedIn) await vault.get(Sessions).signOut(one);
  }
}

async function signIn(vault: INestApplicationContext, prompt: Prompt): Promise<RequestContext> {
  const credentials = { name: await prompt.ask('Name: '), password: await prompt.askSecret('Password: ') };
  const { token } = await vault.get(SignIn).open(systemContext('cli'), credentials, null);
  const known = await vault.get(Sessions).identify(token, false);
  if (known === null) throw new Error('The session ended at once.');
  const signedIn = { ...systemContext(newId()), actor: known.actor };
  if (!known.mustChangePassword) return signedIn;
  await vault.get(Sessions).signOut(signedIn);
  throw new Error('Sign in to the vault once and change the one-time password first.');
}
