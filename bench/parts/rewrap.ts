import { join } from 'node:path';
import { BenchKeystore, startKeystore } from '../keystore';
import type { BenchOptions } from '../options';
import type { Section } from '../report';
import { rollInProcess } from '../rewrapping';

const kills = [300, 900, 1500, 2100, 2700];

/** Re-wraps many subject keys for a new epoch: once undisturbed, once with the process killed again and again. */
export async function measureRewrap(options: BenchOptions): Promise<Section> {
  const count = options.rows ?? (options.quick ? 20_000 : 1_000_000);
  const store = await startKeystore(join(__dirname, '..', '..', '.bench'));
  const keystore = new BenchKeystore(store);
  try {
    await keystore.database.connect();
    await keystore.epochs.onModuleInit();
    await keystore.fill(count);
    const rolled = await rollInProcess(store, 1);
    let killed = 0;
    for (const millis of kills) killed += (await rollInProcess(store, 2, millis)) === null ? 1 : 0;
    const rest = await rollInProcess(store, 2);
    const { opened, epochs } = await keystore.openAll();
    const intact = opened === count && epochs.join() === '3';
    if (rolled === null || rolled.rewrapped !== count || rest === null || !intact)
      throw new Error(`${opened} of ${count} subject keys open, under the epochs ${epochs.join(', ')}`);
    return {
      title: 'Re-wrapping for a new epoch',
      said: `${count.toLocaleString('en-US')} subject keys, AES-256-GCM, each opened again before it replaces the old bytes; no object is written.`,
      rows: [
        { what: 'one roll', figure: `${rolled.seconds.toFixed(1)} s` },
        { what: 'keys a second', figure: `${Math.round(count / rolled.seconds).toLocaleString('en-US')} /s` },
        { what: 'memory of the process at its highest', figure: `${rolled.mib.toFixed(0)} MiB` },
        { what: `the same with ${killed} × kill -9: keys that open afterwards`, figure: `${opened} of ${count}` },
      ],
    };
  } finally {
    await keystore.database.close();
    await store.stop();
  }
}
