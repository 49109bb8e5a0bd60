import { bandOf, deadlinesOf, isPaused, lastDay, sumOf } from './days-left';
import type { SubjectRequest } from './request-api';

const request = (given: Partial<SubjectRequest>): SubjectRequest =>
  ({ daysLeft: null, regime: 'GDPR', clocks: [], ...given }) as SubjectRequest;

describe('days left', () => {
  it.each([
    [-1, 'overdue'],
    [0, '0-3'],
    [3, '0-3'],
    [4, '4-7'],
    [8, '8-15'],
    [16, '16+'],
    [null, 'none'],
  ])('puts %s into its stretch', (daysLeft, band) => {
    expect(bandOf({ daysLeft })).toBe(band);
  });

  it('names the day whose end is given', () => {
    expect(lastDay('2026-12-04T00:00:00Z')).toMatch(/^2026-12-03/);
  });

  it('counts requests by stretch and law', () => {
    const found = deadlinesOf([request({ daysLeft: 0 }), request({ daysLeft: 1, regime: 'UK' }), request({})]);
    expect(found['0-3']).toEqual({ GDPR: 1, UK: 1 });
    expect(sumOf(found['0-3'])).toBe(2);
    expect(found.none).toEqual({ GDPR: 1 });
  });

  it('knows a clock that stands still', () => {
    const pauses = [{ from: '2026-11-22T12:00:00Z', until: null, reason: 'identity' as const }];
    const clock = { metAt: null, pauses } as unknown as SubjectRequest['clocks'][number];
    expect(isPaused(request({ clocks: [clock] }))).toBe(true);
    expect(isPaused(request({ clocks: [{ ...clock, metAt: '2026-11-23T12:00:00Z' }] }))).toBe(false);
  });
});
