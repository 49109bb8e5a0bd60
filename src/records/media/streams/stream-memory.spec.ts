import { Settings } from '../../../platform/settings';
import { StreamMemory } from './stream-memory';

const mib = 1024 * 1024;

function memoryOf(streamMemoryMib: number): StreamMemory {
  return new StreamMemory(Object.assign(new Settings(), { streamMemoryMib }));
}

/** Whether a promise has settled by the next turn. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setImmediate(() => resolve('later')));
  return (await Promise.race([promise.catch(() => 'settled'), later])) !== 'later';
}

describe('stream memory', () => {
  it('a stream waits for room', async () => {
    const memory = memoryOf(64);
    const first = await memory.take(40 * mib);
    const second = memory.take(40 * mib);
    expect(await settled(second)).toBe(false);
    first();
    (await second)();
    expect(memory.used).toBe(0);
  });

  it('small streams do not overtake', async () => {
    const memory = memoryOf(64);
    const first = await memory.take(40 * mib);
    const large = memory.take(40 * mib);
    const small = memory.take(mib);
    expect(await settled(small)).toBe(false);
    first();
    expect(await settled(Promise.all([large, small]))).toBe(true);
  });

  it('room is given back once', async () => {
    const memory = memoryOf(64);
    const keep = await memory.take(10 * mib);
    const twice = await memory.take(10 * mib);
    twice();
    twice();
    expect(memory.used).toBe(10 * mib);
    keep();
  });

  it('more than everything takes everything', async () => {
    const memory = memoryOf(32);
    const release = await memory.take(500 * mib);
    expect(memory.used).toBe(32 * mib);
    release();
  });

  it('who stops waiting leaves the queue', async () => {
    const memory = memoryOf(32);
    const first = await memory.take(32 * mib);
    const leaving = new AbortController();
    const second = memory.take(32 * mib, leaving.signal);
    const third = memory.take(mib);
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    first();
    expect(await settled(third)).toBe(true);
    expect(memory.used).toBe(mib);
  });

  it('who has left already takes nothing', async () => {
    const memory = memoryOf(32);
    await expect(memory.take(mib, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(memory.used).toBe(0);
  });
});
