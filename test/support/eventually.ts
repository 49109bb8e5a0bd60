import { setTimeout as delay } from 'node:timers/promises';

const pauseMillis = 25;

/**
 * Waits until these assertions hold, for what comes by notice or in the background. The product promises five seconds; the
 * double leaves room for a slow machine. It counts pauses, not time: a machine that stood still has not used them up.
 */
export async function eventually<T>(holds: () => T | Promise<T>, withinMillis = 10_000): Promise<T> {
  for (let left = withinMillis / pauseMillis; ; left -= 1) {
    try {
      return await holds();
    } catch (error) {
      if (left <= 0) throw error;
    }
    await delay(pauseMillis);
  }
}
