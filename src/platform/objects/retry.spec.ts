import { withRetries } from './retry';

const policy = { attempts: 3, baseMs: 1, longestMs: 2 };
const busy = new Error('busy');

describe('withRetries', () => {
  it('what passes is tried again', async () => {
    const work = jest.fn().mockRejectedValueOnce(busy).mockRejectedValueOnce(busy).mockResolvedValue('done');
    expect(await withRetries(policy, () => true, work)).toBe('done');
    expect(work.mock.calls).toEqual([[1], [2], [3]]);
  });

  it('the last error comes out', async () => {
    const work = jest.fn().mockRejectedValue(busy);
    await expect(withRetries(policy, () => true, work)).rejects.toBe(busy);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('what does not pass is not repeated', async () => {
    const work = jest.fn().mockRejectedValue(busy);
    await expect(withRetries(policy, () => false, work)).rejects.toBe(busy);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('giving up ends the waiting', async () => {
    const giveUp = new AbortController();
    const slow = { ...policy, baseMs: 60_000, longestMs: 60_000 };
    const trying = withRetries(
      slow,
      () => true,
      () => Promise.reject(busy),
      giveUp.signal,
    );
    setTimeout(() => giveUp.abort(), 10);
    await expect(trying).rejects.toThrow();
  });
});
