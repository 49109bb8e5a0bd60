import { Setup } from '../trust/identity';
import { say } from './say';
import type { RunningVault } from './start-vault';

/** Prints the one-time link of the first administrator while there is none; each start ends the links before it. */
export async function announceSetup({ app, url }: RunningVault): Promise<void> {
  const link = await app.get(Setup).createSetupLink();
  if (link === null) return;
  say('This vault has no administrator yet. Within a day, open this link once to become it:');
  say(`  ${url}/setup#token=${link.token}`);
  say('Lost it? Start again, or make a person with: npx strongroom user add NAME --role administrator');
}
