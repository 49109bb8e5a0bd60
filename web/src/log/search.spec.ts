import { parseQuery } from '../../../src/trust/audit/search/parse-query';
import { pictured, queryOf, termsOfCell, typed } from './search';

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

  it('leaves one hour of the week', () => {
    const terms = termsOfCell({ weekday: 6, hour: 2 }, { from: new Date(2026, 10, 9), to: new Date(2026, 10, 23) });
    const at = (day: number, hour: number, minute = 0) =>
      `${new Date(2026, 10, day, hour, minute).toISOString().slice(0, 16)}Z`;
    expect(terms).toBe(`at:>=${at(14, 2)} -at:${at(14, 3)}..${at(21, 1, 59)} at:<${at(21, 3)}`);
  });

  it('asks for no more terms than are read', () => {
    expect(parseQuery(termsOfCell({ weekday: 1, hour: 9 }, pictured({ from: 'all' }, now))).length).toBeLessThan(17);
  });
});
