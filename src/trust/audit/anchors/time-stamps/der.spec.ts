import fc from 'fast-check';
import { BadDer, contentOf, der, derInteger, membersOf, oidOf, readValues, tags } from './der';

describe('DER', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000])('reads back %i bytes', (length) => {
    const bytes = Buffer.alloc(length, 7);
    const [value, ...more] = readValues(der(tags.octets, bytes));
    expect([contentOf(value, tags.octets).equals(bytes), more]).toEqual([true, []]);
  });

  it.each([
    ['00', '020100'],
    ['0001', '020101'],
    ['80', '02020080'],
    ['007f', '02017f'],
  ])('writes the integer %s as %s', (bytes, written) => {
    expect(derInteger(Buffer.from(bytes, 'hex')).toString('hex')).toBe(written);
  });

  it.each([
    ['0609608648016503040201', '2.16.840.1.101.3.4.2.1'],
    ['06082b06010505070308', '1.3.6.1.5.5.7.3.8'],
  ])('names %s as %s', (bytes, name) => {
    expect(oidOf(readValues(Buffer.from(bytes, 'hex'))[0])).toBe(name);
  });

  it('reads nothing over the end', () => {
    for (const wrong of ['30', '3001', '3080', '308501000000', '1f0100', '04820101'])
      expect(() => readValues(Buffer.from(wrong, 'hex'))).toThrow(BadDer);
    expect(() => membersOf(readValues(der(tags.octets))[0], tags.sequence)).toThrow(BadDer);
  });

  it('never throws anything else on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        try {
          readValues(Buffer.from(noise));
        } catch (error) {
          expect(error).toBeInstanceOf(BadDer);
        }
      }),
    );
  });
});
