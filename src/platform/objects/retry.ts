import { setTimeout as sleep } from 'node:timers/promises';
import { jitter } from '../../kernel';

export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** Upper end of the first wait; it doubles from try to try, and the wait is spread between a half and the whole of it. */
  readonly baseMs: number;
  readonly longestMs: number;
}

export const defaultRetries: RetryPolicy = { attempts: 4, baseMs: 100, longestMs: 2000 };

/** Repeats work whose failure may pass. `attempt` counts from 1. */
export async function withRetries<T>(
  policy: RetryPolicy,
  passes: (error: unknown) => boolean,
  work: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= policy.attempts || signal?.aborted === true || !passes(error)) throw error;
      await sleep(waitFor(policy, attempt), undefined, { signal });
    }
  }
}

function waitFor({ baseMs, longestMs }: RetryPolicy, attempt: number): number {
  const ceiling = Math.min(longestMs, baseMs * 2 ** (attempt - 1));
  return ceiling * (0.5 + jitter() / 2);
}
