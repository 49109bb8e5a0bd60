import { loadPolicyData } from '../../../platform/settings';
import type { Calendar } from '../../../lifecycle/clocks';
import { clocksFor, nextDue } from './duties';

const register = loadPolicyData('config').clocks;
const rules = new Map(register.map((rule) => [rule.code, rule]));
const calendar: Calendar = {
  timeZone: 'UTC',
  weekend: [6, 7],
  holidays: new Set(),
  fiscalYearEnd: { month: 12, day: 31 },
};
const receivedAt = new Date('2026-03-02T10:00:00Z');
const codes = (
  regime: 'GDPR' | 'UK' | 'DPDP' | 'CCPA',
  type: 'erasure' | 'complaint' = 'erasure',
  controller: string | null = null,
): string[] => clocksFor({ type, regime, receivedAt, controller }, register).map(({ code }) => code);

describe('clocks of a request', () => {
  it.each([
    ['GDPR', ['T1']],
    ['UK', ['T3']],
    ['DPDP', ['T6']],
    ['CCPA', ['T5-acknowledge', 'T5-answer']],
  ] as const)('under %s are %s', (regime, expected) => {
    expect(codes(regime)).toEqual(expected);
  });

  it.each(['GDPR', 'UK', 'DPDP', 'CCPA'] as const)('of a processor under %s is to forward', (regime) => {
    for (const type of ['erasure', 'complaint'] as const)
      expect(codes(regime, type, 'Example Bank')).toEqual([`T18-${regime}`]);
  });

  it('of a complaint in the UK is its own', () => {
    expect(codes('UK', 'complaint')).toEqual(['T4']);
    expect(codes('GDPR', 'complaint')).toEqual(['T1']);
  });

  it('are due by the first that is not met', () => {
    const clocks = clocksFor({ type: 'erasure', regime: 'CCPA', receivedAt, controller: null }, register);
    expect(nextDue(clocks, rules, calendar, receivedAt)?.toISOString()).toBe('2026-03-17T00:00:00.000Z');
    const acknowledged = clocks.map((clock) =>
      clock.duty === 'acknowledge' ? { ...clock, metAt: receivedAt } : clock,
    );
    expect(nextDue(acknowledged, rules, calendar, receivedAt)?.toISOString()).toBe('2026-04-17T00:00:00.000Z');
    expect(nextDue([], rules, calendar, receivedAt)).toBeNull();
  });
});
