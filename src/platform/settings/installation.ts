import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Id, isId } from '../../kernel';

/** Where the files of an installation lie below its data folder. */
export interface DataPaths {
  /** `vault.json`: who this installation is; written last, when everything else is there. */
  readonly vault: string;
  readonly keys: string;
  readonly keyfile: string;
  /** Beside a service that keeps the roots: which of its keys are whose. */
  readonly custody: string;
  /** Ed25519 private key that signs the log's checkpoints (PKCS#8 PEM). */
  readonly logSigningKey: string;
  /** The key that comes after it, while the log is handed over. */
  readonly nextLogSigningKey: string;
  /** Public keys of the log, oldest first, with the sizes that each signed; from the first change of key on. */
  readonly logKeys: string;
  /** Hash of the entry with which two people accepted the next start, until that start. */
  readonly acceptedStart: string;
  readonly certificate: string;
  readonly certificateKey: string;
}

export function dataPaths(dataDir: string): DataPaths {
  const keys = join(dataDir, 'keys');
  return {
    vault: join(dataDir, 'vault.json'),
    keys,
    keyfile: join(keys, 'keyfile.json'),
    custody: join(keys, 'custody.json'),
    logSigningKey: join(keys, 'log-signing.pem'),
    nextLogSigningKey: join(keys, 'log-signing-next.pem'),
    logKeys: join(keys, 'log-keys'),
    acceptedStart: join(keys, 'accepted-start'),
    certificate: join(keys, 'certificate.pem'),
    certificateKey: join(keys, 'certificate-key.pem'),
  };
}

/** Who this installation is. It stands in every sealed object, wrapped key and log entry, and never changes. */
export class Installation {
  constructor(
    readonly vaultId: Id,
    /** Name of the log and of its key, after C2SP: no spaces, no plus sign. */
    readonly origin: string,
    readonly createdAt: string,
    readonly paths: DataPaths,
  ) {}
}

/** There is no vault in the data folder yet, or its `vault.json` does not say who it is. */
export class NotInitialised extends Error {
  constructor() {
    super('The data folder holds no vault. `strongroom init` makes one; or restore its vault.json and keys.');
    this.name = 'NotInitialised';
  }
}

const originName = /^[!-*,-~]{1,200}$/;

/** Reads `vault.json`. */
export async function readInstallation(dataDir: string): Promise<Installation> {
  const paths = dataPaths(dataDir);
  const text = await readFile(paths.vault, 'utf8').catch(() => null);
  if (text === null) throw new NotInitialised();
  const { vaultId, origin, createdAt } = members(text);
  if (!isId(vaultId) || typeof origin !== 'string' || !originName.test(origin)) throw new NotInitialised();
  return new Installation(vaultId, origin, typeof createdAt === 'string' ? createdAt : '', paths);
}

/** Gives every module the installation it works in. */
@Global()
@Module({})
export class InstallationModule {
  static with(installation: Installation): DynamicModule {
    return {
      module: InstallationModule,
      providers: [{ provide: Installation, useValue: installation }],
      exports: [Installation],
    };
  }
}

function members(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}
