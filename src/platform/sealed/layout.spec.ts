import fc from 'fast-check';
import { SealedError } from './errors';
import { lastRange, longestPlaintext, objectRange, plainLength, sealedSize, wholeRange } from './layout';

const lengths = fc.oneof(fc.constantFrom(0, 1, 16383, 16384, 16385, longestPlaintext), fc.nat({ max: 2 ** 31 - 1 }));

describe('sizes', () => {
  it.each([
    [0, 152],
    [1, 153],
    [16383, 16535],
    [16384, 16552],
    [100000, 100248],
  ])('%i bytes make an object of %i', (length, size) => {
    expect(sealedSize(length)).toBe(size);
    expect(plainLength(size)).toBe(length);
  });

  it('every length survives the way back', () => {
    fc.assert(fc.property(lengths, (length) => plainLength(sealedSize(length)) === length));
  });

  it('a size no object can have is refused', () => {
    for (const size of [
      -1,
      0,
      135,
      136,
      151,
      136 + 16400,
      136 + 16400 + 15,
      1.5,
      NaN,
      sealedSize(longestPlaintext) + 1,
    ]) {
      expect(() => plainLength(size)).toThrow(SealedError);
    }
  });

  it('more than 1 TiB is refused', () => {
    for (const length of [longestPlaintext + 1, -1, 0.5, NaN]) expect(() => sealedSize(length)).toThrow(RangeError);
  });
});

describe('ranges', () => {
  it('a range names exactly its chunks', () => {
    expect(objectRange(0, 1, 100000)).toEqual({ firstChunk: 0, lastChunk: 0, start: 136, end: 16536 });
    expect(objectRange(16383, 16385, 100000)).toEqual({ firstChunk: 0, lastChunk: 1, start: 136, end: 32936 });
    expect(objectRange(16384, 32768, 100000)).toEqual({ firstChunk: 1, lastChunk: 1, start: 16536, end: 32936 });
    expect(objectRange(99999, 100000, 100000)).toEqual({ firstChunk: 6, lastChunk: 6, start: 98536, end: 100248 });
  });

  it('an empty range takes one chunk', () => {
    expect(objectRange(0, 0, 0)).toEqual({ firstChunk: 0, lastChunk: 0, start: 136, end: 152 });
  });

  it('the whole includes an empty last chunk', () => {
    expect(wholeRange(16384)).toEqual({ firstChunk: 0, lastChunk: 1, start: 136, end: 16552 });
    expect(lastRange(16384)).toEqual({ firstChunk: 1, lastChunk: 1, start: 16536, end: 16552 });
  });

  it('a range outside the plaintext is refused', () => {
    const outside = [
      [-1, 1],
      [2, 1],
      [0, 11],
      [0.5, 1],
      [0, NaN],
    ] as const;
    for (const [from, to] of outside) expect(() => objectRange(from, to, 10)).toThrow(RangeError);
  });
});
