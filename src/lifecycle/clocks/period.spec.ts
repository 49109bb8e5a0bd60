import fc from 'fast-check';
import type { Calendar } from './calendar';
import { periodEnd } from './period';

const calendar = (timeZone: string, holidays: string[] = []): Calendar => ({
  timeZone,
  weekend: [6, 7],
  holidays: new Set(holidays),
  fiscalYearEnd: { month: 3, day: 31 },
});
const utc = calendar('UTC');
const end = (from: string, period: string, place = utc, counting = {}): string =>
  periodEnd(new Date(from), period, place, counting).toISOString();

describe('the end of a period', () => {
  it.each([
    ['2026-03-10T09:00:00Z', 'P1M', '2026-04-11T00:00:00.000Z'],
    ['2026-01-31T09:00:00Z', 'P1M', '2026-03-01T00:00:00.000Z'],
    ['2028-01-31T09:00:00Z', 'P1M', '2028-03-01T00:00:00.000Z'],
    ['2028-02-29T09:00:00Z', 'P1Y', '2029-03-01T00:00:00.000Z'],
    ['2028-02-29T09:00:00Z', 'P4Y', '2032-03-01T00:00:00.000Z'],
    ['2026-03-10T23:59:00Z', 'P30D', '2026-04-10T00:00:00.000Z'],
  ])('from %s after %s is %s', (from, period, expected) => {
    expect(end(from, period)).toBe(expected);
  });

  it('keeps 29 February in a leap year', () => {
    expect(periodEnd(new Date('2028-01-31T09:00:00Z'), 'P1M', utc).getTime() - 1).toBe(
      Date.parse('2028-02-29T23:59:59.999Z'),
    );
  });

  it('follows the day of the jurisdiction', () => {
    expect(end('2026-03-10T20:00:00Z', 'P1D', calendar('Asia/Kolkata'))).toBe('2026-03-12T18:30:00.000Z');
  });

  it('counts days of 23 and 25 hours', () => {
    const berlin = calendar('Europe/Berlin');
    expect(end('2026-03-28T12:00:00Z', 'P1D', berlin)).toBe('2026-03-29T22:00:00.000Z');
    expect(end('2026-10-24T12:00:00Z', 'P1D', berlin)).toBe('2026-10-25T23:00:00.000Z');
  });

  it('runs hours from the instant, across DST', () => {
    expect(end('2026-03-28T12:00:00Z', 'PT72H', calendar('Europe/Berlin'))).toBe('2026-03-31T12:00:00.000Z');
  });

  it('is the instant itself when empty', () => {
    expect(end('2026-03-10T09:00:00Z', 'P0D')).toBe('2026-03-10T09:00:00.000Z');
  });

  it('starts at the end of the calendar year', () => {
    const berlin = calendar('Europe/Berlin');
    const start = { start: 'END_CALENDAR_YEAR' };
    expect(end('2026-01-02T09:00:00Z', 'P5Y', berlin, start)).toBe('2031-12-31T23:00:00.000Z');
    expect(end('2026-12-31T23:30:00Z', 'P5Y', berlin, start)).toBe('2032-12-31T23:00:00.000Z');
  });

  it('starts at the end of the fiscal year', () => {
    const start = { start: 'END_FINANCIAL_YEAR' };
    expect(end('2026-03-31T09:00:00Z', 'P8Y', utc, start)).toBe('2034-04-01T00:00:00.000Z');
    expect(end('2026-04-01T09:00:00Z', 'P8Y', utc, start)).toBe('2035-04-01T00:00:00.000Z');
  });

  it('moves from a holiday where told', () => {
    const place = calendar('UTC', ['2026-12-25']);
    expect(end('2026-11-25T09:00:00Z', 'P1M', place)).toBe('2026-12-26T00:00:00.000Z');
    expect(end('2026-11-25T09:00:00Z', 'P1M', place, { onHoliday: 'next_working_day' })).toBe(
      '2026-12-29T00:00:00.000Z',
    );
  });

  it('counts business days past weekends and holidays', () => {
    const place = calendar('UTC', ['2026-01-01']);
    expect(end('2025-12-31T09:00:00Z', 'P10D', place, { days: 'business' })).toBe('2026-01-16T00:00:00.000Z');
  });

  it.each(['5Y', 'P-1Y', 'P', 'P1.5Y', 'PT', ''])('refuses %p', (period) => {
    expect(() => periodEnd(new Date(0), period, utc)).toThrow(RangeError);
  });

  it('never lies before the event, in any zone', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia', 'UTC');
    const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    const period = fc.constantFrom('P0D', 'P1D', 'P1M', 'P18M', 'P5Y', 'PT48H');
    fc.assert(
      fc.property(at, zone, period, (from, name, length) => {
        expect(periodEnd(from, length, calendar(name)).getTime()).toBeGreaterThanOrEqual(from.getTime());
      }),
    );
  });

  it('a later event never ends sooner', () => {
    const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(at, at, fc.constantFrom('EXACT' as const, 'END_CALENDAR_YEAR' as const), (a, b, start) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        const berlin = calendar('Europe/Berlin');
        expect(periodEnd(second, 'P1M', berlin, { start }).getTime()).toBeGreaterThanOrEqual(
          periodEnd(first, 'P1M', berlin, { start }).getTime(),
        );
      }),
    );
  });
});
