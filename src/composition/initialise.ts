import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type Clock, type Id, newId, systemClock } from '../kernel';
import { type DataPaths, dataPaths, type Installation, KeySettings, readInstallation } from '../platform/settings';
import { newLogKeyPem } from './log-key-files';
import {
  type Custody,
  custodyOf,
  createPrivateFile,
  makePrivateDirectory,
  newCertificateKey,
  removeLeftovers,
  selfSignedCertificate,
} from '../trust/keys';

/** What is left of a vault's key material does not belong together or is not complete. */
export class KeyMaterialMissing extends Error {
  constructor() {
    super(
      'The data folder holds a vault, but part of its key material is missing or belongs to another vault. ' +
        'Restore vault.json and the folder keys from their backup. Nothing was changed.',
    );
    this.name = 'KeyMaterialMissing';
  }
}

/** A private key that others may read is no private key. */
class KeyMaterialExposed extends Error {
  constructor() {
    super('Others than their owner can read files in the folder keys. Set the mode of all of them to 0600.');
    this.name = 'KeyMaterialExposed';
  }
}

export interface InitialiseOptions {
  /** Who keeps the roots; a keyfile where nothing is said. */
  readonly settings?: KeySettings;
  readonly clock?: Clock;
  /** Further names of this installation for its certificate. */
  readonly hostNames?: readonly string[];
}

/**
 * Makes the key material of a new vault below `dataDir`, or checks that of an old one, and says which installation it is.
 * `vault.json` is written last: without it, whatever lies there is an interrupted beginning and is completed. Nothing
 * that exists is ever written over, so it may run at every start and in two processes at once.
 */
export async function initialise(dataDir: string, options: InitialiseOptions = {}): Promise<Installation> {
  const paths = dataPaths(dataDir);
  const clock = options.clock ?? systemClock;
  const custody = custodyOf(options.settings ?? new KeySettings(), paths, clock);
  if (existsSync(paths.vault)) {
    const installation = await readInstallation(dataDir);
    await assertComplete(installation, custody);
    await makeCertificate(paths, installation.origin, options, clock);
    assertPrivate(paths);
    return installation;
  }
  await makePrivateDirectory(dataDir);
  await makePrivateDirectory(paths.keys);
  await removeLeftovers(paths.keys, clock);
  const vaultId = await custody.create(newId());
  await createPrivateFile(paths.logSigningKey, newLogKeyPem());
  await makeCertificate(paths, originOf(vaultId), options, clock);
  const identity = { vaultId, origin: originOf(vaultId), createdAt: clock.now().toISOString() };
  await createPrivateFile(paths.vault, `${JSON.stringify(identity, null, 2)}\n`);
  return readInstallation(dataDir);
}

/** A vault without its roots opens nothing, and a log under another key is another log: neither is made anew. */
async function assertComplete({ vaultId, paths }: Installation, custody: Custody): Promise<void> {
  if ((await custody.vaultOf()) !== vaultId || !existsSync(paths.logSigningKey)) throw new KeyMaterialMissing();
}

function assertPrivate(paths: DataPaths): void {
  const exposed = [paths.logSigningKey, paths.certificateKey].some((path) => (statSync(path).mode & 0o077) !== 0);
  if (exposed) throw new KeyMaterialExposed();
}

/** The certificate may be made again where it is gone; its key may not, while a certificate still speaks for it. */
async function makeCertificate(
  paths: DataPaths,
  origin: string,
  options: InitialiseOptions,
  clock: Clock,
): Promise<void> {
  const certified = existsSync(paths.certificate);
  const keyThere = existsSync(paths.certificateKey);
  if (certified && !keyThere) throw new KeyMaterialMissing();
  if (certified) return;
  if (!keyThere) await createPrivateFile(paths.certificateKey, await newCertificateKey());
  const key = await readFile(paths.certificateKey, 'utf8');
  const facts = {
    commonName: origin,
    hostNames: [hostname(), ...(options.hostNames ?? [])].filter(isHostName),
    notBefore: clock.now(),
  };
  await createPrivateFile(paths.certificate, selfSignedCertificate(key, facts));
}

/** Name of the log and its key after C2SP signed notes: no space, no plus sign. */
function originOf(vaultId: Id): string {
  return `strongroom/${vaultId.slice(0, 8)}`;
}

function isHostName(name: string): boolean {
  return /^[a-z0-9.:-]{1,253}$/i.test(name);
}
