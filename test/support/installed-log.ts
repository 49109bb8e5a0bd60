import { mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { initialise } from '../../src/composition/initialise';
import { LogKeyFiles } from '../../src/composition/log-key-files';
import { type DataPaths, dataPaths } from '../../src/platform/settings';
import { type AuditOptions, noAnchors } from '../../src/trust/audit';
import { patientWaitMs } from './audit-log';

export interface InstalledLog {
  readonly folder: string;
  readonly paths: DataPaths;
  readonly files: LogKeyFiles;
  readonly options: { -readonly [Name in keyof AuditOptions]: AuditOptions[Name] };
  remove(): void;
}

/** Options of a log whose keys lie in files, as composition makes them: asked anew each time. */
export async function installedLog(): Promise<InstalledLog> {
  const folder = mkdtempSync(resolve('.test-data', 'installed-log-'));
  const { origin } = await initialise(folder);
  const files = await LogKeyFiles.open(dataPaths(folder), origin);
  const options = {
    keyring: files,
    policy: null,
    waitMs: patientWaitMs,
    anchors: noAnchors,
  } as unknown as InstalledLog['options'];
  for (const name of ['origin', 'publicKey', 'privateKey', 'earlier'] as const)
    Object.defineProperty(options, name, { get: () => files[name], enumerable: true });
  return {
    folder,
    paths: dataPaths(folder),
    files,
    options,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
