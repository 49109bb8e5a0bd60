/** Why nobody can sign in to an account. */
export type LockReason = 'administrator' | 'failures';

/** What decides about a sign-in beside the password itself. */
export interface SignInState {
  readonly failures: number;
  readonly pausedUntil: Date | null;
  readonly lockReason: LockReason | null;
  /** End of a one-time password that was not yet replaced. */
  readonly oneTimeUntil: Date | null;
}

export type Verdict =
  'open' | 'wrong_password' | 'paused' | 'locked_by_failures' | 'locked_by_administrator' | 'one_time_password_expired';

/** From the fifth wrong password in a row each one doubles a pause; the tenth locks until an administrator unlocks. */
const failuresBeforePause = 5;
export const failuresBeforeLock = 10;
const firstPauseSeconds = 30;

/** How long the account pauses after this many failures in a row. */
export function pauseSeconds(failures: number): number {
  return failures < failuresBeforePause ? 0 : firstPauseSeconds * 2 ** (failures - failuresBeforePause);
}

/**
 * Decides about one attempt. A pause or a lock by failures comes before the password, so that guessing on learns
 * nothing; a lock by an administrator comes after it, so that only the person hears of it.
 */
export function judge(state: SignInState, passwordMatches: boolean, now: Date): Verdict {
  if (state.lockReason === 'failures') return 'locked_by_failures';
  if (state.pausedUntil !== null && now < state.pausedUntil) return 'paused';
  if (!passwordMatches) return 'wrong_password';
  if (state.lockReason === 'administrator') return 'locked_by_administrator';
  if (state.oneTimeUntil !== null && now >= state.oneTimeUntil) return 'one_time_password_expired';
  return 'open';
}

/** The state after one more wrong password. */
export function afterFailure(state: SignInState, now: Date): SignInState {
  const failures = state.failures + 1;
  const pause = pauseSeconds(failures);
  return {
    ...state,
    failures,
    pausedUntil: pause === 0 ? state.pausedUntil : new Date(now.getTime() + pause * 1000),
    lockReason: failures >= failuresBeforeLock ? (state.lockReason ?? 'failures') : state.lockReason,
  };
}
