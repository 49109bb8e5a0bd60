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
  return strongroomTyped([], more, ...args);
}

/** The same for a command that asks: each line is one answer. */
export function strongroomTyped(
  lines: readonly string[],
  more: Readonly<Record<string, string>>,
  ...args: string[]
): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    env: { ...environment(), ...more },
    timeout: 150_000,
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
  for (let attempt = 0; !printed.test(output); attempt += 1) {
    if (child.exitCode !== null || attempt > 1_500)
      throw new Error(`It ended early or said nothing:\n${output}\n${errors.slice(-4000)}`);
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

/** This process's environment without anything that is meant for a vault, and with time to seal on a busy machine. */
export function environment(): Record<string, string | undefined> {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_'));
  return { ...Object.fromEntries(others), STRONGROOM_AUDIT_WAIT_MS: '20000' };
}
