import { loadSettings, withEnvironment } from '../platform/settings';
import { announceSetup } from './announce-setup';
import { say } from './say';
import { startVault } from './start-vault';
import { untilStopped } from './until-stopped';

/** `npm start`: the vault, until it is asked to end. Exit code 1 where it could not start. */
export async function runServer(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
  try {
    const vault = await startVault(loadSettings(withEnvironment(overrides)));
    // Who reads the address may stop the vault at once: the handler is there before anything is said.
    const announced = announceSetup(vault);
    const stopped = untilStopped(async () => {
      await announced.catch(() => undefined);
      await vault.stop();
    });
    await announced;
    say(`Strongroom serves on ${vault.url}`);
    vault.notices.forEach(say);
    await stopped;
  } catch (error) {
    say(error instanceof Error ? error.message : 'The vault could not start.');
    process.exitCode = 1;
  }
}
