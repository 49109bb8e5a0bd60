import 'reflect-metadata';
import { built } from './built';

type Settings = typeof import('../../src/platform/settings');
type StartVault = typeof import('../../src/composition/start-vault');
type AuditModule = typeof import('../../src/trust/audit');
type DatabaseModule = typeof import('../../src/platform/database');
type Kernel = typeof import('../../src/kernel');

const writers = 32;

/** Entries per second: written and sealed by the vault, and rows of the same size inserted into a bare table. */
async function main(): Promise<void> {
  const { loadSettings, withEnvironment } = built('src/platform/settings/index') as Settings;
  const { startVault } = built('src/composition/start-vault') as StartVault;
  const { Audit } = built('src/trust/audit/index') as AuditModule;
  const { VaultDatabase, AuditDatabase } = built('src/platform/database/index') as DatabaseModule;
  const { systemActor, newId } = built('src/kernel/index') as Kernel;
  const { env, count } = JSON.parse(process.argv[3] ?? '{}') as { env: Record<string, string>; count: number };
  const vault = await startVault(loadSettings(withEnvironment(env)));
  const audit = vault.app.get(Audit);
  const one = async (): Promise<void> => {
    const record = { type: 'media.listed', actor: systemActor, role: 'system', decision: 'allow' } as const;
    await audit.recordSealed(record, 30_000);
  };
  await perSecond(200, one);
  const sealed = await perSecond(count, one);
  const owner = vault.app.get(AuditDatabase);
  const app = vault.app.get(VaultDatabase);
  await owner.dataSource.query('CREATE TABLE audit.bench (id uuid PRIMARY KEY, event text NOT NULL)');
  await owner.dataSource.query('GRANT INSERT ON audit.bench TO PUBLIC');
  const event = 'x'.repeat(600);
  const bare = await perSecond(count, async () => {
    await app.dataSource.query('INSERT INTO audit.bench VALUES ($1, $2)', [newId(), event]);
  });
  await owner.dataSource.query('DROP TABLE audit.bench');
  await vault.stop();
  console.log(JSON.stringify({ sealed, bare }));
}

async function perSecond(count: number, act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  let left = count;
  const write = async (): Promise<void> => {
    while ((left -= 1) >= 0) await act();
  };
  await Promise.all(Array.from({ length: writers }, write));
  return count / ((performance.now() - started) / 1000);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
