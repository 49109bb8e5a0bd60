import fc from 'fast-check';
import { newId } from '../../../kernel';
import { InvalidQuery } from '../audit.errors';
import { auditTypes } from '../event-types';
import { parseQuery } from './parse-query';
import { printQuery, type Query, valueTerms } from './query';
import { parseTime, type Time } from './time';

const errorsOf = (text: string): unknown => {
  try {
    return parseQuery(text);
  } catch (error) {
    return error instanceof InvalidQuery ? error.options.errors : error;
  }
};

const code = fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,20}$/);
const id = fc.constant(null).map(() => newId());
const ticketId = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const values: Record<keyof typeof valueTerms, fc.Arbitrary<string>> = {
  ...{ actor: id, subject: id, media: id },
  ...{ purpose: code, class: code, part: code },
  role: fc.constantFrom('kyc_agent', 'audit:read', 'system'),
  operation: fc.constantFrom('read', 'refusal'),
  type: fc.constantFrom(...Object.keys(auditTypes)),
  decision: fc.constantFrom('allow', 'deny', 'error'),
  ticket: ticketId.map((ticket) => `own/${ticket}`).filter((ticket) => valueTerms.ticket.accepts(ticket)),
  ip: fc.oneof(fc.ipV4(), fc.ipV6()).map((ip) => ip.toLowerCase()),
};
const anyDate = fc.date({ min: new Date('2001-01-01'), max: new Date('2900-01-01'), noInvalidDate: true });
const time = fc
  .oneof(
    anyDate.map((at) => at.toISOString()),
    anyDate.map((at) => at.toISOString().slice(0, 10)),
    fc.constantFrom('now', 'now-24h', 'now-2w', '2026-11-01T09:30+05:30', '2026-11-01T09:30:07Z'),
  )
  .map((text) => parseTime(text) as Time);
const timeTerm = fc.record({
  name: fc.constant('at' as const),
  not: fc.boolean(),
  is: fc.oneof(
    fc.record({ compare: fc.constantFrom('>=', '<=', '>', '<', '='), time }),
    fc.record({ from: time, to: time }),
  ),
});
const valueTerm = fc.constantFrom(...(Object.keys(valueTerms) as (keyof typeof valueTerms)[])).chain((name) =>
  fc.record({
    name: fc.constant(name),
    not: fc.boolean(),
    values: fc.array(values[name], { minLength: 1, maxLength: 4 }),
  }),
);
const query = fc.array(fc.oneof(valueTerm, timeTerm), { maxLength: 8 });

describe('a search', () => {
  it('is read back as it was printed', () => {
    fc.assert(fc.property(query, (written) => expect(parseQuery(printQuery(written))).toEqual(written)));
  });

  it('is refused or understood, whatever is typed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'actor:',
        '-at:',
        'ticket:"',
        '\\"',
        ',',
        ' ',
        'at:>=2026-11-01',
        '..',
        ';--',
        'ip:203.0.113.9/24',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const result = errorsOf(text);
          if (Array.isArray(result) && 'code' in Object(result[0])) expect(result[0]).toMatchObject({ pointer: '/q' });
          else expect(parseQuery(printQuery(result as Query))).toEqual(result);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['passport', 'expected_term', 0],
    ['class:passport  colour:red', 'unknown_term', 16],
    ['class:', 'expected_value', 6],
    ['class:passport,', 'expected_value', 15],
    ['-decision:denied', 'unknown_value', 10],
    ['actor:me', 'invalid_value', 6],
    ['ticket:4711', 'invalid_value', 7],
    ['ticket:own/jane@example.com', 'invalid_value', 7],
    ['ticket:"own/1', 'unclosed_quote', 7],
    ['ticket:"own/1"x', 'expected_space', 14],
    ['ip:203.0.113.0/16', 'invalid_value', 3],
    ['at:yesterday', 'invalid_time', 3],
    ['at:>=2026-02-30', 'invalid_time', 5],
    ['at:2026-11-01..2026-13-01', 'invalid_time', 15],
    ['at:2026-11-01,2026-11-02', 'one_time', 14],
    [`class:${'a,'.repeat(20)}a`, 'too_many_values', 46],
    ['class:a '.repeat(21), 'too_many_terms', 160],
    ['x'.repeat(2_001), 'too_long', 2_000],
  ])('%s is refused with its place', (text, reason, offset) => {
    expect(errorsOf(text)).toEqual([{ pointer: '/q', code: reason, offset }]);
  });

  it('takes several values and leaves some out', () => {
    expect(parseQuery(' class:passport,"visa" -purpose:kyc_review ')).toEqual([
      { name: 'class', not: false, values: ['passport', 'visa'] },
      { name: 'purpose', not: true, values: ['kyc_review'] },
    ]);
  });
});
