import fc from 'fast-check';
import { parseRange, RangeNotSatisfiable } from './range';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['bytes=-5', { start: 95, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
  ])('%s asks for those bytes', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });

  it.each([
    undefined,
    '',
    'items=0-1',
    'bytes=',
    'bytes=-',
    'bytes=5-2',
    'bytes=a-b',
    'bytes=0-1,5-6',
    'bytes=0x1-2',
    'bytes=99999999999999999999-',
  ])('%s asks for everything', (header) => {
    expect(parseRange(header, 100)).toBeNull();
  });

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s lies outside', (header) => {
    expect(() => parseRange(header, 100)).toThrow(RangeNotSatisfiable);
  });

  it('never leaves the content', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.option(fc.nat(2_000)), fc.option(fc.nat(2_000)), (length, first, last) => {
        try {
          const range = parseRange(`bytes=${first ?? ''}-${last ?? ''}`, length);
          if (range) expect(range.start >= 0 && range.start < range.end && range.end <= length).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeNotSatisfiable);
        }
      }),
    );
  });
});
