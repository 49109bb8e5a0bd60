import { join } from 'node:path';
import { systemActor } from '../../src/kernel';
import { BenchKeystore, startKeystore } from '../keystore';
import type { BenchOptions } from '../options';
import type { Row, Section } from '../report';

const rounds = 5;
const pageSize = 1_000;

/** The key side of an erasure, which is when nothing opens any more: of a whole person, and of a part by the number that stays. */
export async function measureErasure(options: BenchOptions): Promise<Section> {
  const many = options.rows ?? (options.quick ? 2_000 : 100_000);
  const store = await startKeystore(join(__dirname, '..', '..', '.bench'));
  const keystore = new BenchKeystore(store);
  try {
    await keystore.database.connect();
    await keystore.epochs.onModuleInit();
    const rows: Row[] = [];
    for (const count of [10, many])
      rows.push(figure(`whole person, ${say(count)} items`, await wholePerson(keystore, count)));
    for (const [gone, stay] of [
      [10, 10],
      [10, many],
      [many, 10],
    ] as const)
      rows.push(figure(`${say(gone)} items, ${say(stay)} stay`, await part(keystore, gone, stay)));
    return {
      title: 'Ending keys',
      said: 'From the start of an erasure until the keystore opens nothing of it; the median of five. Confirmation by other processes comes on top.',
      rows,
    };
  } finally {
    await keystore.database.close();
    await store.stop();
  }
}

async function wholePerson(keystore: BenchKeystore, count: number): Promise<number> {
  return median(async () => {
    const { subjectId } = await keystore.person(count);
    return timed(() => keystore.rekeying.endSubjectKey(systemActor, subjectId));
  });
}

async function part(keystore: BenchKeystore, gone: number, stay: number): Promise<number> {
  return median(async () => {
    const { subjectId, dataKeys } = await keystore.person(gone + stay);
    return timed(async () => {
      for (let at = 0; at < gone; at += pageSize)
        await keystore.rekeying.removeKeys(systemActor, {
          dataKeys: dataKeys.slice(at, Math.min(gone, at + pageSize)),
          payloadOwners: [],
        });
      await keystore.rekeying.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [] });
    });
  });
}

async function median(measure: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await measure());
  return taken.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function figure(what: string, millis: number): Row {
  return { what, figure: `${millis.toFixed(millis < 10 ? 1 : 0)} ms` };
}

function say(count: number): string {
  return count.toLocaleString('en-US');
}
