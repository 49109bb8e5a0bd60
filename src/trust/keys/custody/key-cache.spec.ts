import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { KeyCache } from './key-cache';

describe('the key cache', () => {
  let now = 0;
  let unwrapped = 0;
  let cache: KeyCache;
  const unwrap = (): KeyObject => {
    unwrapped += 1;
    return createSecretKey(randomBytes(32));
  };

  beforeEach(() => {
    [now, unwrapped] = [0, 0];
    cache = new KeyCache({ now: () => new Date(now) });
  });

  it('keeps a key for a minute', async () => {
    const first = await cache.get('a', unwrap);
    now = 59_999;
    expect(await cache.get('a', unwrap)).toBe(first);
    now = 60_000;
    expect(await cache.get('a', unwrap)).not.toBe(first);
  });

  it('forgets a key at once when told', async () => {
    await cache.get('a', unwrap);
    cache.forget('a');
    await cache.get('a', unwrap);
    expect(unwrapped).toBe(2);
  });

  it('keeps nothing of a failure', async () => {
    const failing = (): never => {
      throw new Error('refused');
    };
    await expect(cache.get('a', failing)).rejects.toThrow('refused');
    await cache.get('a', unwrap);
    expect(unwrapped).toBe(1);
  });

  it('holds a bounded number, newest last', async () => {
    for (let index = 0; index < 5000; index++) await cache.get(`key ${index}`, unwrap);
    const before = unwrapped;
    await cache.get('key 4999', unwrap);
    expect(unwrapped).toBe(before);
    await cache.get('key 0', unwrap);
    expect(unwrapped).toBe(before + 1);
  });
});
