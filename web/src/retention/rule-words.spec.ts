import { texts } from '../i18n/texts';
import type { ScheduleRow } from './retention-api';
import { periodInWords, ruleInWords, rulesById } from './rule-words';

const t = texts.t.bind(texts);
const row = (given: Partial<ScheduleRow>): ScheduleRow =>
  ({ id: 'P24', regime: 'SUPPORT', min: null, minRef: null, max: 'P6M', effectiveFrom: null, ...given }) as ScheduleRow;

describe('rules in words', () => {
  it.each([
    ['P5Y', '5 years'],
    ['P1Y', '1 year'],
    ['P18M', '18 months'],
    ['PT24H', '24 hours'],
    ['P0D', 'not at all'],
    ['P1Y6M', 'P1Y6M'],
  ])('%s is said as %s', (period, words) => {
    expect(periodInWords(period, t)).toBe(words);
  });

  it('a law stands before its period', () => {
    expect(ruleInWords(row({ min: 'P5Y', minRef: 'GwG § 8(4)' }), t)).toBe('GwG § 8(4), 5 years');
  });

  it('a choice stands by what it is for', () => {
    expect(ruleInWords(row({}), t)).toBe('Support, 6 months');
  });

  it('an unknown row keeps its id', () => {
    expect(rulesById([row({})], '2026-11-25', t)('P99')).toBe('P99');
  });

  it('the law in force names its row', () => {
    const rows = [row({ minRef: 'the old law' }), row({ minRef: 'the new law', effectiveFrom: '2027-07-10' })];
    expect(rulesById(rows, '2026-11-25', t)('P24')).toBe('the old law, 6 months');
    expect(rulesById(rows, '2027-07-10', t)('P24')).toBe('the new law, 6 months');
  });
});
