import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { strongroomUntil } from '../../support/command-line';

/** The demo's vault, serving: specimens of every kind and a person for each role. */
export interface VaultWithPeople {
  readonly url: string;
  /** The one-time password that was printed for somebody. */
  passwordOf(name: string): string;
  /** An item that was taken in, by the file name that was printed. */
  itemOf(name: string): string;
  has(name: string): boolean;
  end(): Promise<void>;
}

export async function startVaultWithPeople(): Promise<VaultWithPeople> {
  mkdirSync(resolve('.test-data'), { recursive: true });
  const folder = join(mkdtempSync(resolve('.test-data', 'console-')), 'demo');
  const demo = await strongroomUntil(/Ctrl-C/, ['--data', folder, 'demo'], { STRONGROOM_PORT: '0' });
  const printed = (line: RegExp): string => {
    const [, found] = line.exec(demo.output()) ?? [];
    if (found === undefined) throw new Error(`The demo printed nothing like ${String(line)}`);
    return found;
  };
  return {
    // Browsers call localhost trustworthy without TLS, and take a `__Host-` cookie from it.
    url: `http://localhost:${printed(/console is on http:\/\/\S+:(\d+)/)}`,
    passwordOf: (name) => printed(new RegExp(`^ {2}${name} +(\\S+)`, 'm')),
    itemOf: (name) => printed(new RegExp(`^taken in +${name.replace('.', '\\.')} +\\S+ +(\\S+)`, 'm')),
    has: (name) => demo.output().includes(`  ${name} `),
    end: async () => {
      await demo.interrupt();
      rmSync(dirname(folder), { recursive: true, force: true });
    },
  };
}
