import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf } from '../vault-lock';

const prefix = 'scratch-';

/**
 * A folder for what must not outlive its use: records in clear. For its owner alone (0700), and gone with the work, also when it is
 * interrupted. What a kill left is removed by the next start or command (`sweepScratch`): its name says whose it was.
 */
export async function withScratch<T>(dataDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(dataDir, `${prefix}${markOf(process.pid).replace(' ', '.')}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const interrupted = (): never => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
  try {
    return await work(folder);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupted);
    process.off('exit', remove);
    remove();
  }
}

/** Removes scratch folders whose process is gone. */
export function sweepScratch(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((one) => one.startsWith(prefix))) {
    const owner = name
      .slice(prefix.length)
      .replace(/-[^-]*$/, '')
      .replace('.', ' ');
    if (owner !== markOf(process.pid) && !isAlive(owner)) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}
