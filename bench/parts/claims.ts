import { join } from 'node:path';
import { RetentionRow } from '../../src/platform/settings';
import type { BenchOptions } from '../options';
import type { Row, Section } from '../report';
import { BenchRetention } from '../retention';

/** Claims of many items: worked out first, rehearsed under another schedule, and worked out again after it came into force. */
export async function measureClaims(options: BenchOptions): Promise<Section> {
  const count = options.rows ?? (options.quick ? 20_000 : 1_000_000);
  const bench = await BenchRetention.start(join(__dirname, '..', '..', '.bench'));
  const { signal } = new AbortController();
  const rows: Row[] = [];
  const time = async <T>(what: string, items: number, act: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await act();
    const seconds = (performance.now() - started) / 1000;
    const rate = Math.round(items / seconds).toLocaleString('en-US');
    rows.push({ what, figure: `${seconds.toFixed(1)} s (${rate} items/s)` });
    return result;
  };
  try {
    await bench.fill(count);
    await time('the first time', count, () => bench.keeper.refreshAll(signal));
    await time('the daily run, nothing has changed', count, () => bench.keeper.refreshAll(signal));
    for (const [what, change] of changes) {
      const version = await bench.propose(bench.rows.map(change));
      const moved = await time(`dry run: ${what}`, count, () => bench.rehearse(version));
      await bench.introduce(version);
      await time(`${what}, ${moved.toLocaleString('en-US')} items move`, count, () =>
        bench.keeper.refreshOutdated(signal, () => undefined),
      );
      const left = await bench.keeper.countOutdated();
      if (left !== 0) throw new Error(`${left} items were left with another schedule`);
    }
    rows.push({ what: 'memory of the process', figure: `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB` });
    const said = `${count.toLocaleString('en-US')} items of five classes in five countries, with their tickets and people; every claim read by the same rules as in the vault.`;
    return { title: 'Retention claims after a change of the schedule', said, rows };
  } finally {
    await bench.close();
  }
}

const changes: readonly (readonly [string, (row: RetentionRow) => RetentionRow])[] = [
  ['a row of one class changes', (row) => (row.id === 'P24' ? changed(row, { max: 'P7M' }) : row)],
  ['every maximum changes', (row) => (row.max === null ? row : changed(row, { max: 'P13M' }))],
];

function changed(row: RetentionRow, change: Partial<RetentionRow>): RetentionRow {
  return Object.assign(new RetentionRow(), row, change);
}
