import { endOf } from './end-of';

describe('the end of a session', () => {
  const expiresAt = '2026-11-22T20:00:00Z';
  const whole = new Date(expiresAt).getTime();

  it('comes by silence first', () => {
    expect(endOf({ expiresAt, idleMinutes: 15 }, whole - 3_600_000)).toEqual({ at: whole - 2_700_000, byIdling: true });
  });

  it('comes as a whole whatever the use', () => {
    expect(endOf({ expiresAt, idleMinutes: 15 }, whole - 60_000)).toEqual({ at: whole, byIdling: false });
  });
});
