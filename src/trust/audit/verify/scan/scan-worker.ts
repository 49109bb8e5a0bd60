import { parentPort, workerData } from 'node:worker_threads';
import { type ScanPlan, type ScanRange, RangeScanner } from './scan-range';

/** The thread behind `BlockScan`: a range comes in, its blocks go out. */
const scanner = RangeScanner.open(workerData as ScanPlan);
// Whoever asks first hears of it.
scanner.catch(() => undefined);

parentPort?.on('message', (range: ScanRange | null) => {
  void (range === null ? close() : answer(range));
});

async function answer(range: ScanRange): Promise<void> {
  try {
    const blocks = await (await scanner).scan(range);
    parentPort?.postMessage(
      { blocks },
      blocks.flatMap(({ sound }) => (sound === null ? [] : [sound.hashes.buffer as ArrayBuffer])),
    );
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : 'A scan failed.' });
  }
}

async function close(): Promise<void> {
  await (await scanner).close();
  parentPort?.close();
}
