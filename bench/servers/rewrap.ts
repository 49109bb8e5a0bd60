import 'reflect-metadata';
import { BenchKeystore, type KeystoreConfig } from '../keystore';

/** A roll of the key epoch in a process of its own, to be measured and to be killed. */
async function main(): Promise<void> {
  const config = JSON.parse(process.argv[3] ?? '{}') as KeystoreConfig & { readonly current: number };
  const keystore = new BenchKeystore(config);
  await keystore.database.connect();
  process.send?.({ begun: true });
  const started = performance.now();
  const { rewrapped } = await keystore.epochs.roll(config.current);
  const { maxRSS } = process.resourceUsage();
  process.send?.({ rewrapped, seconds: (performance.now() - started) / 1000, mib: maxRSS / 1024 });
  await keystore.database.close();
}

void main();
