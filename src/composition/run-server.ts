import { loadSettings, withEnvironment } from '../platform/settings';
import { announceSetup } from './announce-setup';
import { say } from './say';
import { startVault } from './start-vault';
import { untilStopped } from './until-stopped';

/** `npm start`: the vault, until it is asked to end. Exit code 1 where it could not start. */
export async function runServer(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
  try {
    const vault = await startVault(loadSettings(withEnvironment(overrides)));
    say(`Strongroom serves on ${vault.url}`);
    await announceSetup(vault);
    await untilStopped(() => vault.stop());
  } catch (error) {
    say(error instanceof Error ? error.message : 'The vault could not start.');
    process.exitCode = 1;
  }
}
