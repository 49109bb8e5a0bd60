import { createHash } from 'node:crypto';
import { Streams } from '../../../test/unit/sealed-streams/media-streams';
import { secureRandom } from '../../kernel';
import { sealedSize } from '../../platform/sealed';

async function* failing(error: Error): AsyncGenerator<Buffer> {
  yield secureRandom(3_000_000);
  await Promise.reject(error);
}

describe('sealing into the store', () => {
  it('stores an object that says nothing', async () => {
    const streams = new Streams();
    const plain = Buffer.alloc(300_000, 'passport ');
    const { object } = await streams.take(plain);
    const stored = streams.store.objects.get(object.objectKey)?.bytes;
    expect(stored?.includes('passport')).toBe(false);
    expect(stored).toHaveLength(sealedSize(plain.length));
    expect(object.sha256).toBe(
      createHash('sha256')
        .update(stored ?? '')
        .digest('hex'),
    );
    expect(object).toMatchObject({ length: plain.length, size: sealedSize(plain.length) });
  });

  it('the error of a source comes through', async () => {
    const streams = new Streams();
    await expect(streams.take(Buffer.alloc(0), failing(new Error('gone')))).rejects.toThrow('gone');
    expect(streams.store.objects.size).toBe(0);
    expect(streams.memory.used).toBe(0);
  });

  it('a failing store gives the memory back', async () => {
    const streams = new Streams();
    streams.store.putFails = true;
    await expect(streams.take(secureRandom(100))).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(streams.memory.used).toBe(0);
  });

  it('a store that lies about the size fails', async () => {
    const streams = new Streams();
    const put = streams.store.put.bind(streams.store);
    streams.store.put = async (...order) => ({ ...(await put(...order)), size: 1 });
    await expect(streams.take(secureRandom(100))).rejects.toMatchObject({ reason: 'SIZE_MISMATCH' });
  });

  it('streams share the memory they may use', async () => {
    const streams = new Streams({ streamMemoryMib: 32 });
    let running = 0;
    let most = 0;
    const put = streams.store.put.bind(streams.store);
    streams.store.put = async (...order) => {
      most = Math.max(most, (running += 1));
      return put(...order).finally(() => (running -= 1));
    };
    await Promise.all(Array.from({ length: 6 }, () => streams.take(secureRandom(200_000))));
    expect(most).toBe(1);
  });
});
