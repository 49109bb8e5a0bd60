import { rmSync } from 'node:fs';
import { clusterFile, readCluster } from './cluster';

/** Stops the run's PostgreSQL and removes its folder. */
export default async function stopPostgres(): Promise<void> {
  const { home } = readCluster();
  await (globalThis as { stopTestPostgres?: () => Promise<void> }).stopTestPostgres?.();
  rmSync(home, { recursive: true, force: true });
  rmSync(clusterFile(), { force: true });
}
