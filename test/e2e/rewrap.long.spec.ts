import { resolve } from 'node:path';
import { BenchKeystore, startKeystore } from '../../bench/keystore';
import { rollInProcess } from '../../bench/rewrapping';

const count = 10_000;

/** Real processes on a PostgreSQL of their own. */
describe('a roll that is killed', () => {
  it('loses no key, and is carried on', async () => {
    const store = await startKeystore(resolve('.test-data'));
    const keystore = new BenchKeystore(store);
    try {
      await keystore.database.connect();
      await keystore.epochs.onModuleInit();
      await keystore.fill(count);
      for (const millis of [100, 400]) await rollInProcess(store, 1, millis);
      await rollInProcess(store, 1);
      expect(await keystore.openAll()).toEqual({ opened: count, epochs: [2] });
    } finally {
      await keystore.database.close();
      await store.stop();
    }
  });
});
