import 'reflect-metadata';
import type { AuditRecord } from '../../src/trust/audit';
import { percentile } from '../figures';
import { built } from './built';

type Settings = typeof import('../../src/platform/settings');
type StartVault = typeof import('../../src/composition/start-vault');
type AuditModule = typeof import('../../src/trust/audit');
type DatabaseModule = typeof import('../../src/platform/database');
type Kernel = typeof import('../../src/kernel');

/** What so many writers at once got done. */
export interface WritersTimed {
  readonly writers: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

export interface LogTimed {
  /** Openings as the vault records them, personal part and search columns included, each seen under a signed checkpoint. */
  readonly sealed: readonly WritersTimed[];
  /** Rows as large as a leaf, committed one by one into a table without anything else. */
  readonly bare: readonly WritersTimed[];
}

const crowds = [32, 256];

async function main(): Promise<void> {
  const { loadSettings, withEnvironment } = built('src/platform/settings/index') as Settings;
  const { startVault } = built('src/composition/start-vault') as StartVault;
  const { Audit } = built('src/trust/audit/index') as AuditModule;
  const { VaultDatabase, AuditDatabase } = built('src/platform/database/index') as DatabaseModule;
  const { newId } = built('src/kernel/index') as Kernel;
  const { env, count } = JSON.parse(process.argv[3] ?? '{}') as { env: Record<string, string>; count: number };
  const vault = await startVault(loadSettings(withEnvironment(env)));
  const audit = vault.app.get(Audit);
  const owner = vault.app.get(AuditDatabase).dataSource;
  const app = vault.app.get(VaultDatabase).dataSource;
  const event = 'x'.repeat(900);
  const seal = () => audit.recordSealed(opening(newId), 30_000);
  const insert = () => app.query('INSERT INTO audit.bench VALUES ($1, $2)', [newId(), event]);
  await owner.query('CREATE TABLE audit.bench (id uuid PRIMARY KEY, event text NOT NULL)');
  await owner.query('GRANT INSERT ON audit.bench TO PUBLIC');
  // Connections and plans are made once, not in every second that a vault runs.
  await timed(1000, 256, seal);
  const timings: LogTimed = { sealed: await inCrowds(count, seal), bare: await inCrowds(count, insert) };
  await owner.query('DROP TABLE audit.bench');
  await vault.stop();
  console.log(JSON.stringify(timings));
}

async function inCrowds(count: number, act: () => Promise<unknown>): Promise<WritersTimed[]> {
  const timings: WritersTimed[] = [];
  for (const writers of crowds) timings.push(await timed(count, writers, act));
  return timings;
}

async function timed(count: number, writers: number, act: () => Promise<unknown>): Promise<WritersTimed> {
  const times: number[] = [];
  const started = performance.now();
  let left = count;
  const write = async (): Promise<void> => {
    while ((left -= 1) >= 0) {
      const before = performance.now();
      await act();
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const perSecond = count / ((performance.now() - started) / 1000);
  return { writers, perSecond, medianMs: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

function opening(newId: () => string): AuditRecord {
  return {
    type: 'media.read.open',
    actor: { kind: 'user', id: newId(), roles: ['kyc_agent'], scopes: [], sessionId: newId(), amr: ['pwd'] },
    role: 'kyc_agent',
    origin: { ip: '203.0.113.9', userAgent: 'bench' },
    subject: newId(),
    object: { media: newId(), object: newId(), class: 'passport', part: 'original', sha256: '00'.repeat(32) },
    ticket: { system: 'zendesk', id: '35436' },
    purpose: 'kyc_review',
    grant: newId(),
    decision: 'allow',
    range: 'all',
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
