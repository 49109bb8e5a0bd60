import fc from 'fast-check';
import { canonicalJson, type CanonicalValue, NotCanonical, parseCanonical } from './canonical';

const text = fc.string({ unit: 'binary' });
const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

describe('canonical JSON', () => {
  it('sorts names by UTF-16 code units', () => {
    const unsorted = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 };
    const names = [...canonicalJson(unsorted).matchAll(/:(\d)/g)].map(([, n]) => n).join('');
    // The order of RFC 8785, section 3.2.3.
    expect(names).toBe('2467153');
  });

  it('escapes as RFC 8785 does', () => {
    expect(canonicalJson('€$\u000f\nA\'B"\\\\"/\u2028')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028"');
  });

  it('reads back what it writes', () => {
    fc.assert(fc.property(value, (any) => expect(parseCanonical(Buffer.from(canonicalJson(any)))).toEqual(any)));
  });

  it('accepts one spelling of a value', () => {
    const bytes = fc.tuple(value, fc.nat(), fc.constantFrom(' ', '\n', '0', ',')).map(([any, at, extra]) => {
      const canonical = canonicalJson(any);
      const cut = at % (canonical.length + 1);
      return { canonical, other: canonical.slice(0, cut) + extra + canonical.slice(cut) };
    });
    fc.assert(
      fc.property(bytes, ({ canonical, other }) => {
        try {
          // Inside a string the inserted character makes another value, in its one spelling.
          expect(canonicalJson(parseCanonical(Buffer.from(other)))).not.toBe(canonical);
        } catch (error) {
          expect(error).toBeInstanceOf(NotCanonical);
        }
      }),
    );
  });

  it.each([
    '1.0',
    '1e3',
    '-0',
    '0.5',
    '9007199254740993',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a": 1}',
    '"\\u0041"',
    '[1,]',
    '',
  ])('refuses %s', (spelling) => {
    expect(() => parseCanonical(Buffer.from(spelling))).toThrow(NotCanonical);
  });

  it.each([[1.5], [Number.NaN], [2 ** 53], [-0], ['\ud800'], [{ a: undefined }], [new Date(0)]])(
    'has no form for %p',
    (odd) => {
      expect(() => canonicalJson(odd as unknown as CanonicalValue)).toThrow(NotCanonical);
    },
  );

  it('refuses bytes that are no UTF-8', () => {
    expect(() => parseCanonical(Buffer.from([0x22, 0xff, 0x22]))).toThrow(NotCanonical);
    expect(() => parseCanonical(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toThrow(NotCanonical);
  });
});
