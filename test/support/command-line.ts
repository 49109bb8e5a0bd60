import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

const program = resolve(__dirname, '..', '..', 'bin', 'strongroom.js');

/** Runs the built command line to its end. */
export function strongroom(...args: string[]): CommandResult {
  return strongroomWith({}, ...args);
}

/** The same with settings of its own. */
export function strongroomWith(more: Readonly<Record<string, string>>, ...args: string[]): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...environment(), ...more },
    timeout: 120_000,
  });
  return { status, output: stdout, errors: stderr };
}

/** Starts the built command line and waits until it has printed something. */
export async function strongroomUntil(
  printed: RegExp,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<{ output(): string; log(): string; interrupt(): Promise<number | null> }> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment(), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  process.once('exit', () => child.kill('SIGKILL'));
  for (let attempt = 0; attempt < 1_200 && !printed.test(output); attempt += 1) {
    if (child.exitCode !== null) throw new Error(`It ended early:\n${output}\n${errors.slice(-4000)}`);
    await new Promise((next) => setTimeout(next, 100));
  }
  return {
    output: () => output,
    log: () => errors,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_')));
}
