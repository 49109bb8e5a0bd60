import { newId } from '../../../kernel';
import { type SearchColumns } from '../search-columns';
import { boundsOf, matches, settled } from './matches';
import { parseQuery } from './parse-query';
import { printQuery, type TimeTerm } from './query';

const now = new Date('2026-11-22T12:00:00.000Z');
const columns: SearchColumns = {
  id: newId(),
  sealedAt: '2026-11-22T11:00:00.500Z',
  at: '2026-11-22T11:00:00.000Z',
  ...{ type: 'media.read.open', operation: 'read', decision: 'allow' },
  ...{ actorKind: 'user', actor: newId(), role: 'kyc_agent', subject: null, media: newId() },
  ...{ class: 'passport', part: 'original', ticketSystem: 'own', ticket: 'T 7', purpose: null, grant: null },
};

describe('an entry', () => {
  it.each([
    ['', true],
    ['class:passport,visa decision:allow', true],
    ['class:visa', false],
    ['-class:visa', true],
    ['-purpose:kyc_review', true],
    ['purpose:kyc_review', false],
    ['ticket:"own/T 7"', true],
    ['ticket:zendesk/T', false],
    ['at:2026-11-22', true],
    ['-at:2026-11-22', false],
    ['at:>=now-1h', true],
    ['at:>now-1h', false],
  ])('answers %s with %s', (text, answer) => {
    expect(matches(parseQuery(text), columns, now)).toBe(answer);
  });

  it('does not hold an address', () => {
    expect(() => matches(parseQuery('ip:203.0.113.9'), columns, now)).toThrow('not in the leaf');
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'],
    ['<=2026-11-01', null, '2026-11-02T00:00:00.000Z'],
    ['>2026-11-01', '2026-11-02T00:00:00.000Z', null],
    ['2026-11-01..2026-11-08', '2026-11-01T00:00:00.000Z', '2026-11-09T00:00:00.000Z'],
    ['2026-11-01T09:30+05:30', '2026-11-01T04:00:00.000Z', '2026-11-01T04:01:00.000Z'],
    ['2026-11-01T09:30:07Z', '2026-11-01T09:30:07.000Z', '2026-11-01T09:30:08.000Z'],
    ['now-24h..now', '2026-11-21T12:00:00.000Z', '2026-11-22T12:00:00.001Z'],
  ])('%s covers its own length', (text, start, end) => {
    const [term] = parseQuery(`at:${text}`);
    const bounds = boundsOf(term as TimeTerm, now);
    const shown = (millis: number | null) => (millis === null ? null : new Date(millis).toISOString());
    expect([shown(bounds.start), shown(bounds.end)]).toEqual([start, end]);
  });

  it('that hangs on now can be fixed', () => {
    expect(printQuery(settled(parseQuery('at:>=now-24h class:a at:2026-11-01..now'), now))).toBe(
      'at:>=2026-11-21T12:00:00.000Z class:a at:2026-11-01..2026-11-22T12:00:00.000Z',
    );
  });
});
