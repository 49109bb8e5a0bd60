import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type VaultParts } from '../app.module';
import { assertNoneUnfinished } from '../edge/backup';
import { systemClock } from '../kernel';
import { prepareApp, RouteInventory } from '../platform/http';
import { JobRunner } from '../platform/jobs';
import { Log, NestLog } from '../platform/logging';
import { type Installation, type Settings } from '../platform/settings';
import { auditTypes, checkStart } from '../trust/audit';
import { auditOptions } from './audit-options';
import { sweepScratch } from './backup/scratch';
import { initialise } from './initialise';
import { readPolicy, verifierPaths } from './program-folder';
import { openDatabases, type VaultDatabases } from './vault-databases';
import { lockVault } from './vault-lock';
import { drain } from './drain';

/** A vault that serves. */
export interface RunningVault {
  readonly app: NestExpressApplication;
  readonly installation: Installation;
  readonly url: string;
  readonly port: number;
  /** What an operator should know, in sentences: the vault serves all the same. */
  readonly notices: readonly string[];
  /** Lets running streams finish, then ends everything in order. Repeated calls wait for the same end. */
  stop(): Promise<void>;
}

/** Another program listens where the vault should. */
class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken. Stop what listens there, or choose another port with STRONGROOM_PORT.`);
    this.name = 'PortTaken';
  }
}

/**
 * Starts the whole vault: key material, databases, migrations, checks, routes, jobs. Whatever fails ends what was begun
 * and is thrown; nothing half-started is left behind.
 */
export async function startVault(settings: Settings): Promise<RunningVault> {
  const policy = readPolicy();
  const installation = await initialise(settings.dataDir, { hostNames: [hostname()], settings });
  const unlock = lockVault(settings.dataDir);
  let databases: VaultDatabases | null = null;
  try {
    sweepScratch(settings.dataDir);
    databases = await openDatabases(settings);
    await assertNoneUnfinished(databases);
    const audit = await auditOptions(settings, policy, installation);
    const notices = await checkStart({
      database: databases.audit,
      options: audit,
      clock: systemClock,
      production: !settings.embedded,
    });
    return await serve({ settings, policy, installation, databases, audit }, notices, unlock);
  } catch (error) {
    await databases?.close();
    unlock();
    throw error;
  }
}

async function serve(
  parts: VaultParts & { databases: VaultDatabases },
  notices: readonly string[],
  unlock: () => void,
): Promise<RunningVault> {
  const { settings, installation, databases } = parts;
  const tls = await tlsOptions(settings, installation);
  const module = AppModule.with({ ...parts, verifier: verifierPaths });
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: new NestLog(new Log(settings)),
    abortOnError: false,
    ...(tls ? { httpsOptions: tls } : {}),
  });
  try {
    prepareApp(app);
    await app.init();
    app.get(RouteInventory).assertDeclared(new Set(Object.keys(auditTypes)));
    const jobs = app.get(JobRunner);
    await jobs.start(databases.applicationUrl);
    const port = await listen(app, settings);
    let stopping: Promise<void> | null = null;
    const stop = async (): Promise<void> => {
      await drain(app.getHttpServer(), settings.shutdownSeconds);
      await jobs.stop();
      await app.close();
      await databases.close();
      unlock();
    };
    return {
      app,
      installation,
      notices,
      port,
      url: `${tls ? 'https' : 'http'}://${urlHost(settings.address)}:${port}`,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await app
      .get(JobRunner)
      .stop()
      .catch(() => undefined);
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function listen(app: NestExpressApplication, settings: Settings): Promise<number> {
  const server = app.getHttpServer();
  // A long upload is no slow attack: idle bodies are cut by their own limit, headers by this one.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 65_000;
  const last = settings.portFallback && settings.port !== 0 ? settings.port + 20 : settings.port;
  for (let port = settings.port; ; port += 1) {
    try {
      await app.listen(port, settings.address);
      const bound = server.address();
      return bound !== null && typeof bound === 'object' ? bound.port : port;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
      if (port >= last) throw new PortTaken(port);
    }
  }
}

/** HTTPS with the given certificate; with the installation's own where the vault can be reached from elsewhere. */
async function tlsOptions(
  settings: Settings,
  installation: Installation,
): Promise<{ cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' } | null> {
  const { tlsCertificateFile, tlsKeyFile } = settings;
  const own = isLoopback(settings.address)
    ? null
    : { certificate: installation.paths.certificate, key: installation.paths.certificateKey };
  const files =
    tlsCertificateFile !== undefined && tlsKeyFile !== undefined
      ? { certificate: tlsCertificateFile, key: tlsKeyFile }
      : own;
  if (!files) return null;
  return { cert: await readFile(files.certificate), key: await readFile(files.key), minVersion: 'TLSv1.2' };
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

function urlHost(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
