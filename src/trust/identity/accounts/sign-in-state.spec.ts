import { afterFailure, failuresBeforeLock, judge, pauseSeconds, type SignInState } from './sign-in-state';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:01Z');
const fresh: SignInState = { failures: 0, pausedUntil: null, lockReason: null, oneTimeUntil: null };

describe('a sign-in', () => {
  it('opens with the right password', () => {
    expect(judge(fresh, true, now)).toBe('open');
  });

  it('stays shut with a wrong password', () => {
    expect(judge(fresh, false, now)).toBe('wrong_password');
  });

  it('tells a guesser nothing during a pause', () => {
    const paused = { ...fresh, failures: 5, pausedUntil: later };
    expect([judge(paused, true, now), judge(paused, false, now)]).toEqual(['paused', 'paused']);
  });

  it('opens again when the pause ends', () => {
    expect(judge({ ...fresh, pausedUntil: later }, true, later)).toBe('open');
  });

  it('tells a guesser nothing after the lock', () => {
    const locked = { ...fresh, lockReason: 'failures' as const };
    expect([judge(locked, true, now), judge(locked, false, now)]).toEqual(['locked_by_failures', 'locked_by_failures']);
  });

  it('names an administrator lock to its owner only', () => {
    const locked = { ...fresh, lockReason: 'administrator' as const };
    expect([judge(locked, true, now), judge(locked, false, now)]).toEqual([
      'locked_by_administrator',
      'wrong_password',
    ]);
  });

  it('refuses an old one-time password', () => {
    expect(judge({ ...fresh, oneTimeUntil: now }, true, now)).toBe('one_time_password_expired');
    expect(judge({ ...fresh, oneTimeUntil: later }, true, now)).toBe('open');
  });
});

describe('a wrong password', () => {
  const afterFailures = (count: number): SignInState =>
    Array.from({ length: count }).reduce<SignInState>((state) => afterFailure(state, now), fresh);

  it('costs nothing four times', () => {
    expect(afterFailures(4)).toEqual({ ...fresh, failures: 4 });
  });

  it('doubles the pause from the fifth on', () => {
    expect([4, 5, 6, 7, 8, 9].map(pauseSeconds)).toEqual([0, 30, 60, 120, 240, 480]);
  });

  it('locks the account at the tenth', () => {
    expect(afterFailures(failuresBeforeLock - 1).lockReason).toBeNull();
    expect(afterFailures(failuresBeforeLock).lockReason).toBe('failures');
  });

  it('never replaces an administrator lock', () => {
    expect(afterFailure({ ...fresh, failures: 9, lockReason: 'administrator' }, now).lockReason).toBe('administrator');
  });
});
