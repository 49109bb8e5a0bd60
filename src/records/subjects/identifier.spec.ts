import * as fc from 'fast-check';
import { type IdentifierKind, identifierKinds, normalise } from './identifier';

describe('an identifier', () => {
  it.each<[IdentifierKind, string, string]>([
    ['phone', '+49 (170) 123-4567', '+491701234567'],
    ['phone', '0049 170 1234567', '+491701234567'],
    ['phone', '＋４９１７０１２３４５６７', '+491701234567'],
    ['email', '  Jo.Doe@Example.ORG ', 'jo.doe@example.org'],
    ['email', 'jo@bücher.example', 'jo@xn--bcher-kva.example'],
    ['bsuid', 'US.13491208655302741918', 'US.13491208655302741918'],
    ['customer_number', ' ab-12 34 ', 'AB-1234'],
  ])('%s %s has one spelling', (kind, value, spelling) => {
    expect(normalise({ kind, value })).toBe(spelling);
  });

  it.each<[IdentifierKind, string]>([
    ['phone', '0170 1234567'],
    ['phone', '+0170123456'],
    ['phone', '+49170'],
    ['phone', '+1234567890123456'],
    ['phone', '+49 170 CALL-ME'],
    ['phone', ''],
    ['email', 'jo'],
    ['email', 'jo@example'],
    ['email', 'jo@@example.org'],
    ['email', 'jo doe@example.org'],
    ['email', 'jo@-example.org'],
    ['email', '"jo"@example.org'],
    ['bsuid', 'us.1'],
    ['bsuid', '13491208655302741918'],
    ['customer_number', ''],
    ['customer_number', "1'; DROP TABLE x"],
    ['customer_number', 'x'.repeat(65)],
  ])('%s %p is none', (kind, value) => {
    expect(normalise({ kind, value })).toBeNull();
  });

  it('keeps its spelling when normalised again', () => {
    const property = fc.property(fc.constantFrom(...identifierKinds), fc.string({ maxLength: 40 }), (kind, value) => {
      const once = normalise({ kind, value });
      if (once !== null) expect(normalise({ kind, value: once })).toBe(once);
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
