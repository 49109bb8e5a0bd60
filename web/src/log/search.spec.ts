import { parseQuery } from '../../../src/trust/audit/search/parse-query';
import { texts } from '../i18n/texts';
import { cellInWords, daysShown, pictured, queryOf, termsOfCell, typed } from './search';

describe('a search in the log', () => {
  const now = new Date(2026, 10, 25, 12);

  it('becomes one query for the counts', () => {
    expect(queryOf({ ticket: 'own/KYC 4711', decision: 'deny', q: '-purpose:support', from: '2026-11-01' })).toBe(
      'ticket:"own/KYC 4711" decision:deny -purpose:support',
    );
  });

  it('takes one plain value for a filter', () => {
    expect([
      typed('ticket:KYC-1', {}),
      typed('class:passport,visa', {}),
      typed('class:visa', { class: 'passport' }),
    ]).toEqual([{ ticket: 'own/KYC-1' }, { q: 'class:passport,visa' }, { q: 'class:visa' }]);
  });

  it('says which days are shown', () => {
    expect(daysShown({}, now)).toEqual({ from: '2026-08-27', to: '2026-11-25' });
    expect(daysShown({ from: '2026-11-02', to: '2026-11-08' }, now)).toEqual({ from: '2026-11-02', to: '2026-11-08' });
    expect(daysShown({ from: 'all' }, now)).toEqual({ from: '', to: '2026-11-25' });
  });

  it('leaves one hour of the week', () => {
    const terms = termsOfCell({ weekday: 6, hour: 2 }, { from: new Date(2026, 10, 9), to: new Date(2026, 10, 23) });
    const at = (day: number, hour: number, minute = 0) =>
      `${new Date(2026, 10, day, hour, minute).toISOString().slice(0, 16)}Z`;
    expect(terms).toBe(`at:>=${at(14, 2)} -at:${at(14, 3)}..${at(21, 1, 59)} at:<${at(21, 3)}`);
  });

  it('asks for no more terms than are read', () => {
    expect(parseQuery(termsOfCell({ weekday: 1, hour: 9 }, pictured({ from: 'all' }, now))).length).toBeLessThan(17);
  });

  it.each([
    ['2-14', 'Tue 14–15'],
    ['7-23', 'Sun 23–00'],
    ['9-99', '9-99'],
  ])('reads the hour %s as %s', (code, words) => {
    expect(cellInWords(code, texts.t)).toBe(words);
  });
});
