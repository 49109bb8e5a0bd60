import { parseQuery } from '../search/parse-query';
import { beginsOnSlots, countedQuery, isTimeZone, narrowed, wholeSlots } from './counted-query';

const at = (text: string) => Date.parse(`2026-11-22T${text}Z`);

describe('a question to the counts', () => {
  it.each([
    ['', ''],
    ['operation:refusal type:media.read.open', ''],
    ['class:passport,visa -operation:read', 'class'],
    ['-purpose:support at:>=now-1h', 'purpose'],
    ['class:passport purpose:support', null],
    ['actor:00000000-0000-4000-8000-000000000000', null],
    ['-at:2026-11-01', null],
  ])('%s is about %s', (text, term) => {
    expect(countedQuery(parseQuery(text))?.term ?? null).toBe(term);
  });

  it('splits a period at its slots', () => {
    expect(wholeSlots({ start: at('10:10'), end: at('12:40') })).toEqual({
      slots: { start: at('10:30'), end: at('12:30') },
      edges: [
        { start: at('10:10'), end: at('10:30') },
        { start: at('12:30'), end: at('12:40') },
      ],
    });
    expect(wholeSlots({ start: at('10:10'), end: at('10:40') }).edges).toEqual([
      { start: at('10:10'), end: at('10:40') },
    ]);
    expect(wholeSlots({ start: at('10:00'), end: at('11:00') }).edges).toEqual([]);
  });

  it('keeps to the times of its query', () => {
    const period = { start: at('00:00'), end: at('23:00') };
    const query = parseQuery('at:>=2026-11-22T10:00Z at:<2026-11-22T12:00Z');
    expect(narrowed(period, query, new Date())).toEqual({ start: at('10:00'), end: at('12:00') });
    expect(narrowed(period, parseQuery('at:>2026-12-01'), new Date()).end).toBe(Date.parse('2026-12-02T00:00Z'));
  });

  it.each([
    ['UTC', true],
    ['Asia/Kolkata', true],
    ['Asia/Kathmandu', false],
  ])('%s begins on slots: %s', (zone, answer) => {
    expect(beginsOnSlots(zone, { start: at('10:10'), end: at('12:40') })).toBe(answer);
  });

  it('knows what is no time zone', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone("UTC'; --")]).toEqual([true, false]);
  });
});
