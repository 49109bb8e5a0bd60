import 'reflect-metadata';
import type { Settings } from '../../src/platform/settings';
import { built } from './built';

type VaultContext = typeof import('../../src/composition/vault-context');
type Destruction = typeof import('../../src/lifecycle/destruction/saga/carry-on.job');
type KeyEpochs = typeof import('../../src/trust/keys/epochs/key-epochs');
type PlatformSettings = typeof import('../../src/platform/settings');

/** What such a process is to do on a vault that is there. */
export interface WorkerTask {
  readonly settings: Partial<Settings>;
  /** Carries on every destruction; or begins the epoch after this one. */
  readonly task: { readonly kind: 'destructions' } | { readonly kind: 'roll'; readonly current: number };
}

/** One job of the vault in a process of its own, to be killed. */
async function main(): Promise<void> {
  const { settings, task } = JSON.parse(process.argv[3] ?? '{}') as WorkerTask;
  const { withVault } = built('src/composition/vault-context') as VaultContext;
  const { CarryOn } = built('src/lifecycle/destruction/saga/carry-on.job') as Destruction;
  const { KeyEpochs: Epochs } = built('src/trust/keys/epochs/key-epochs') as KeyEpochs;
  const { Settings: All } = built('src/platform/settings/index') as PlatformSettings;
  await withVault(Object.assign(new All(), settings), async (vault) => {
    if (task.kind === 'roll') await vault.get(Epochs, { strict: false }).roll(task.current);
    else await vault.get(CarryOn, { strict: false }).carryOn(0);
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
