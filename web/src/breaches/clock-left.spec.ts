import type { BreachNotice } from './breach-api';
import { clockLeft, countUrgent, nextNotice, urgencyOf } from './clock-left';

const now = Date.parse('2026-11-20T12:00:00Z');
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const notice = (code: string, dueAt: string | null, state: BreachNotice['state'] = 'open') =>
  ({ code, dueAt, startedAt: at(-1), state }) as BreachNotice;

describe('the clock of a notice', () => {
  it.each([
    [71.9, 'days', 2, false],
    [47.9, 'hours', 47, false],
    [1.99, 'minutes', 119, false],
    [-0.5, 'minutes', 30, true],
    [-2.1, 'hours', 3, true],
    [-49, 'days', 3, true],
  ])('%d hours are told in %s', (hours, unit, amount, late) => {
    expect(clockLeft(at(hours), now)).toEqual({ late, amount, unit });
  });

  it('presses by what is left', () => {
    expect([at(-1), null, at(6), at(72)].map((dueAt) => urgencyOf({ dueAt }, now))).toEqual([
      ...['late', 'at_once', 'soon', 'later'],
    ]);
  });

  it('comes first when it presses most', () => {
    const notices = [notice('T7', at(72)), notice('T9', null), notice('T10', at(-1)), notice('T8', at(-9), 'given')];
    expect(nextNotice({ notices }, now)?.code).toBe('T10');
    expect(nextNotice({ notices: notices.slice(0, 2) }, now)?.code).toBe('T9');
    expect(nextNotice({ notices: [] }, now)).toBeUndefined();
  });

  it('counts breaches, not notices', () => {
    const breach = { notices: [notice('T7', at(-1)), notice('T10', at(-2))] };
    expect(countUrgent([breach, { notices: [notice('T7', at(-1), 'waived')] }] as never, 'late', now)).toBe(1);
  });
});
