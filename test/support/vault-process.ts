import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment } from './command-line';

/** A built vault running as a process of its own on a folder of its own. */
export interface VaultProcess {
  readonly url: string;
  readonly dataDir: string;
  /** What it printed for people; the program log is in `log()`. */
  output(): string;
  log(): string;
  /** kill -9: the process and, through the kernel, its PostgreSQL. Waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, as an operator stops it. */
  stop(): Promise<number | null>;
  /** Starts again on the same folder, with a new address. */
  restart(environment?: Readonly<Record<string, string>>): Promise<VaultProcess>;
  /** Stops it and removes its folder. */
  end(): Promise<void>;
}

const root = resolve(__dirname, '..', '..');

/** Starts `dist/src/main.js` on a fresh folder (or on `dataDir`) and a free port, and waits until it serves. */
export async function startVaultProcess(
  more: Readonly<Record<string, string>> = {},
  dataDir = freshFolder(),
): Promise<VaultProcess> {
  const program = join(root, 'dist', 'src', 'main.js');
  if (!existsSync(program)) throw new Error('The e2e tests run the built program: npm run build');
  const child = spawn(process.execPath, [program], {
    env: {
      ...environment(),
      STRONGROOM_DATA_DIR: dataDir,
      STRONGROOM_PORT: '0',
      STRONGROOM_SHUTDOWN_SECONDS: '5',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let log = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (log += bytes.toString()));
  running.add(child);
  const ended = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      running.delete(child);
      done(code);
    }),
  );
  const url = await serving(
    child,
    () => output,
    () => log,
  );
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    dataDir,
    output: () => output,
    log: () => log,
    kill,
    stop,
    restart: async (further = {}) => {
      await stop();
      return startVaultProcess({ ...more, ...further }, dataDir);
    },
    end: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

function freshFolder(): string {
  const parent = join(root, '.test-data');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'vault-'));
}

async function serving(child: ChildProcess, output: () => string, log: () => string): Promise<string> {
  for (let attempt = 0; attempt < 1_500 && child.exitCode === null; attempt += 1) {
    const url = /serves on (\S+)/.exec(output())?.[1];
    if (url !== undefined) return url;
    await new Promise((next) => setTimeout(next, 100));
  }
  const ending = child.exitCode === null ? 'said nothing for a long time' : `ended with ${child.exitCode}`;
  child.kill('SIGKILL');
  throw new Error(`The vault ${ending}:\n${output()}\n${log().slice(-4000)}`);
}

/** The one-time setup token that the first start printed. */
export function setupToken(vault: VaultProcess): string {
  const token = /\/setup#token=(\S+)/.exec(vault.output())?.[1];
  if (token === undefined) throw new Error('The vault printed no setup link.');
  return token;
}

/** Reads a file of the vault's folder. */
export function readVaultFile(vault: VaultProcess, ...path: string[]): string {
  return readFileSync(join(vault.dataDir, ...path), 'utf8');
}
