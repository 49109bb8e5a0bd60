import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Another vault, or another witness, already runs on this data folder. */
export class VaultRunning extends Error {
  constructor() {
    super('A vault or witness is already running on this data folder. Stop it first, or give another folder.');
    this.name = 'VaultRunning';
  }
}

/**
 * Keeps a second vault off the same data folder: a file with this process's id and its start time, so that a reused id
 * is not mistaken for it. A file whose process is gone is taken over. Returns the release.
 */
export function lockVault(dataDir: string): () => void {
  const file = join(dataDir, 'vault.pid');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (create(file)) return () => release(file);
    if (isAlive(read(file))) throw new VaultRunning();
    rmSync(file, { force: true });
  }
  throw new VaultRunning();
}

/** Whether a vault runs on this folder. */
export function isVaultRunning(dataDir: string): boolean {
  return isAlive(read(join(dataDir, 'vault.pid')));
}

function create(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, markOf(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false;
    throw error;
  }
}

function release(file: string): void {
  if (read(file) === markOf(process.pid)) rmSync(file, { force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether the process with this mark still runs; this one does not count. */
export function isAlive(written: string): boolean {
  const pid = Number(written.split(' ')[0]);
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && written === markOf(pid) && signalReaches(pid);
}

/** A process's id and start time. */
export function markOf(pid: number): string {
  return `${pid} ${startTime(pid)}`;
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Clock ticks between boot and the process's start (Linux); elsewhere the id alone must do. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
