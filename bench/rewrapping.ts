import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { KeystoreConfig } from './keystore';

export interface Rolled {
  readonly rewrapped: number;
  readonly seconds: number;
  readonly mib: number;
}

/** Rolls in a process of its own; killed after so many milliseconds where that is said, and then null unless it was done by then. */
export async function rollInProcess(
  config: KeystoreConfig,
  current: number,
  killAfterMillis?: number,
): Promise<Rolled | null> {
  const { url, folder, vaultId } = config;
  const child = fork(join(__dirname, 'run.mjs'), ['server:rewrap', JSON.stringify({ url, folder, vaultId, current })]);
  let rolled: Rolled | null = null;
  child.on('message', (message: { begun?: true } & Rolled) => {
    if (message.begun !== true) rolled = message;
    else if (killAfterMillis !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMillis);
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0 && killAfterMillis === undefined) throw new Error('the roll failed');
  return rolled;
}
