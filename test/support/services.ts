import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'minio';
import { findService, type ServiceName } from '../../scripts/services/find.mjs';

/** A running server that ends with the tests; `stop` ends it and removes its files. */
export interface RunningService {
  readonly name: ServiceName;
  readonly host: string;
  readonly port: number;
  /** kill -9, for tests of what happens then. */
  kill(): void;
  stop(): Promise<void>;
}

/** A running S3 server with credentials of its own. */
export interface S3Service extends RunningService {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  /** Makes a bucket with versions and says its name. */
  makeBucket(options?: { versioning?: boolean; locking?: boolean }): Promise<string>;
  readonly client: Client;
}

const host = '127.0.0.1';
const region = 'us-east-1';
const uncovered = join(__dirname, '..', '..', '.test-data', 'uncovered.jsonl');

/**
 * Declares tests that need a real service. Where it is not found they are skipped and the last lines of `npm test` say so;
 * with REQUIRE_SERVICES=1 its absence is a failure.
 */
export function withService(name: ServiceName, tests: () => void): void {
  if (findService(name) !== null) {
    describe(`on ${name}`, tests);
    return;
  }
  if (process.env['REQUIRE_SERVICES'] === '1') {
    describe(`on ${name}`, () => {
      it('the service is there', () => {
        throw new Error(`${name} was not found; npm run services adds it.`);
      });
    });
    return;
  }
  noteUncovered(name);
  describe.skip(`on ${name} (not found; npm run services adds it)`, tests);
}

function noteUncovered(service: ServiceName): void {
  mkdirSync(dirname(uncovered), { recursive: true });
  appendFileSync(uncovered, JSON.stringify({ service }) + '\n');
}

/** MinIO on one directory, with a key for SSE-S3 so that benches can compare with it. */
export async function startMinio(more: Readonly<Record<string, string>> = {}): Promise<S3Service> {
  return startS3('minio', ({ folder, port, consolePort, accessKey, secretKey }) => ({
    args: [
      'server',
      '--quiet',
      '--certs-dir',
      join(folder, 'certs'),
      '--address',
      `${host}:${port}`,
      '--console-address',
      `${host}:${consolePort}`,
      join(folder, 'data'),
    ],
    env: {
      MINIO_ROOT_USER: accessKey,
      MINIO_ROOT_PASSWORD: secretKey,
      MINIO_KMS_SECRET_KEY: `strongroom-test:${randomBytes(32).toString('base64')}`,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      ...more,
    },
  }));
}

/** versitygw over plain files, with versions: a second S3 store with other habits. */
export async function startVersitygw(): Promise<S3Service> {
  return startS3('versitygw', ({ folder, port, accessKey, secretKey }) => ({
    args: [
      '--port',
      `${host}:${port}`,
      '--quiet',
      'posix',
      '--versioning-dir',
      join(folder, 'versions'),
      join(folder, 'data'),
    ],
    env: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
  }));
}

/** Redis without persistence. */
export async function startRedis(): Promise<RunningService & { readonly url: string }> {
  return onFreePorts(tryRedis);
}

async function tryRedis(): Promise<RunningService & { readonly url: string }> {
  const port = await freePort();
  const folder = temporaryFolder();
  const args = ['--bind', host, '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
  const service = await start({ name: 'redis', folder, port, args, env: {}, ready: () => accepts(port) });
  return { ...service, url: `redis://${host}:${port}` };
}

/** moto's server: AWS KMS as far as it plays it. */
export async function startMoto(): Promise<RunningService & { readonly url: string }> {
  return onFreePorts(async () => {
    const port = await freePort();
    const folder = temporaryFolder();
    const args = ['-H', host, '-p', String(port)];
    const service = await start({ name: 'moto', folder, port, args, env: {}, ready: () => accepts(port) });
    return { ...service, url: `http://${host}:${port}` };
  });
}

/** Ports that were free may be taken a moment later. */
async function onFreePorts<T>(start: () => Promise<T>): Promise<T> {
  return start().catch(start).catch(start);
}

interface S3Start {
  folder: string;
  port: number;
  consolePort: number;
  accessKey: string;
  secretKey: string;
}

async function startS3(
  name: ServiceName,
  command: (start: S3Start) => { args: string[]; env: Record<string, string> },
): Promise<S3Service> {
  return onFreePorts(() => tryS3(name, command));
}

async function tryS3(
  name: ServiceName,
  command: (start: S3Start) => { args: string[]; env: Record<string, string> },
): Promise<S3Service> {
  const accessKey = `test-${randomBytes(8).toString('hex')}`;
  const secretKey = randomBytes(24).toString('base64url');
  const [port, consolePort] = [await freePort(), await freePort()];
  const folder = temporaryFolder();
  for (const part of ['data', 'versions', 'certs']) mkdirSync(join(folder, part));
  const client = new Client({ endPoint: host, port, useSSL: false, accessKey, secretKey, region });
  const ready = async () =>
    (await accepts(port)) &&
    (await client.listBuckets().then(
      () => true,
      () => false,
    ));
  const service = await start({
    name,
    folder,
    port,
    ready,
    ...command({ folder, port, consolePort, accessKey, secretKey }),
  });
  return { ...service, accessKey, secretKey, region, client, makeBucket: (options) => makeBucket(client, options) };
}

async function makeBucket(
  client: Client,
  { versioning = true, locking = false }: { versioning?: boolean; locking?: boolean } = {},
): Promise<string> {
  const bucket = `vault-${randomBytes(6).toString('hex')}`;
  await client.makeBucket(bucket, region, { ObjectLocking: locking });
  if (versioning && !locking) await client.setBucketVersioning(bucket, { Status: 'Enabled' });
  return bucket;
}

interface Start {
  name: ServiceName;
  folder: string;
  port: number;
  args: string[];
  env: Record<string, string>;
  ready: () => Promise<boolean>;
}

async function start({ name, folder, port, args, env, ready }: Start): Promise<RunningService> {
  const program = findService(name);
  if (program === null) throw new Error(`${name} was not found; npm run services adds it.`);
  const [file, ...before] = endingWithUs(program);
  const child = spawn(file, [...before, ...args], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
  });
  const clean = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const stop = async () => {
    process.removeListener('exit', clean);
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  while (!(await ready())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start.`);
    }
    await sleep(50);
  }
  return { name, host, port, kill: () => child.kill('SIGKILL'), stop };
}

/** Even a killed test runner leaves nothing behind: the kernel ends the server with its parent. */
function endingWithUs(program: string): [string, ...string[]] {
  const setpriv = '/usr/bin/setpriv';
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', program] : [program];
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
  child.kill('SIGKILL');
  await ended;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'strongroom-service-'));
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
