import { Readable } from 'node:stream';
import fc from 'fast-check';
import { knownIds, knownKey, knownPlaintext, refusalOf, sealWith } from '../../../test/unit/sealed/samples';
import { openHeader } from './opener';
import { type ObjectOpener } from './opener';
import { type RangeOpener, opening } from './range-opener';

function opened(length: number): { object: Buffer; plain: Buffer; opener: ObjectOpener } {
  const plain = knownPlaintext(length);
  const object = sealWith(plain);
  const opener = openHeader(
    knownKey,
    { ids: knownIds, length },
    { header: object.subarray(0, 136), size: object.length },
  );
  return { object, plain, opener };
}

function pushInSteps(range: RangeOpener, object: Buffer, step: number): Buffer {
  const bytes = object.subarray(range.start, range.end);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += step) pieces.push(...range.push(bytes.subarray(at, at + step)));
  range.finish();
  return Buffer.concat(pieces);
}

const cases = [0, 1, 16383, 16384, 16385, 81920, 100000].map(opened);

describe('opening a range', () => {
  it('range(a, b) equals the slice', () => {
    const any = fc.record({
      of: fc.constantFrom(...cases),
      a: fc.double({ min: 0, max: 1, noNaN: true }),
      b: fc.double({ min: 0, max: 1, noNaN: true }),
      step: fc.constantFrom(1000, 16399, 16400, 16401, 64 * 16400),
    });
    fc.assert(
      fc.property(any, ({ of, a, b, step }) => {
        const from = Math.floor(Math.min(a, b) * of.plain.length);
        const to = Math.ceil(Math.max(a, b) * of.plain.length);
        return pushInSteps(of.opener.range(from, to), of.object, step).equals(of.plain.subarray(from, to));
      }),
      { numRuns: 500 },
    );
  });

  it('every edge of a chunk opens', () => {
    const { object, plain, opener } = opened(49152);
    const edges = [0, 1, 16383, 16384, 16385, 32767, 32768, 32769, 49151, 49152];
    for (const from of edges) {
      for (const to of edges.filter((edge) => edge >= from)) {
        expect(pushInSteps(opener.range(from, to), object, 20000).equals(plain.subarray(from, to))).toBe(true);
      }
    }
  });

  it('the whole opens in any steps', () => {
    for (const { object, plain, opener } of cases) {
      for (const step of [17, 16400, 1_000_000])
        expect(pushInSteps(opener.whole(), object, step).equals(plain)).toBe(true);
    }
  });

  it('the last chunk verifies the length', () => {
    for (const { object, opener } of cases) expect(pushInSteps(opener.last(), object, 5000)).toHaveLength(0);
    const { object } = opened(16384);
    // The same bytes, claimed to be one chunk shorter, would end in a chunk that is no last one.
    const shorter = Buffer.concat([object.subarray(0, 136), object.subarray(136, 16536 - 1)]);
    const claimed = { ids: knownIds, length: 16383 };
    const last = openHeader(knownKey, claimed, { header: shorter.subarray(0, 136), size: shorter.length }).last();
    expect(() => last.push(shorter.subarray(136))).toThrow('could not be opened');
  });

  it('chunks open one by one', () => {
    for (const { object, plain, opener } of cases) {
      const last = Math.floor(plain.length / 16384);
      const pieces = Array.from({ length: last + 1 }, (_, chunk) =>
        pushInSteps(opener.chunks(chunk, chunk), object, 9000),
      );
      expect(Buffer.concat(pieces).equals(plain)).toBe(true);
      expect(() => opener.chunks(0, last + 1)).toThrow(RangeError);
    }
  });

  it('too few bytes never finish', () => {
    const { object, opener } = opened(16385);
    const range = opener.whole();
    expect(Buffer.concat(range.push(object.subarray(136, object.length - 1)))).toHaveLength(16384);
    expect(refusalOf(() => range.finish())).toMatchObject({ reason: 'TRUNCATED', chunk: 1 });
    expect(refusalOf(() => range.push(object.subarray(object.length - 1)))).toMatchObject({ reason: 'TRUNCATED' });
  });

  it('too many bytes are refused', () => {
    const { object, opener } = opened(5);
    const range = opener.whole();
    range.push(object.subarray(136));
    expect(range.complete).toBe(true);
    expect(refusalOf(() => range.push(Buffer.alloc(1)))).toMatchObject({ reason: 'TRAILING_BYTES' });
    expect(range.complete).toBe(false);
  });

  it('a failed opener keeps failing', () => {
    const { object, opener } = opened(40000);
    const range = opener.whole();
    range.push(object.subarray(136, 16536));
    expect(refusalOf(() => range.push(Buffer.alloc(16400)))).toMatchObject({ reason: 'CHUNK_INVALID', chunk: 1 });
    expect(refusalOf(() => range.push(object.subarray(16536, 32936)))).toMatchObject({
      reason: 'CHUNK_INVALID',
      chunk: 1,
    });
    expect(refusalOf(() => range.finish())).toMatchObject({ reason: 'CHUNK_INVALID' });
  });

  it('a streamed range ends with its source', async () => {
    const { object, plain, opener } = opened(100000);
    const pieces: Buffer[] = [];
    for await (const some of opening(
      opener.whole(),
      Readable.from([object.subarray(136, 50000), object.subarray(50000)]),
    ))
      pieces.push(...some);
    expect(Buffer.concat(pieces).equals(plain)).toBe(true);
    const cut = opening(opener.whole(), Readable.from([object.subarray(136, 50000)]));
    await expect(cut.next()).resolves.toMatchObject({ done: false });
    await expect(cut.next()).rejects.toMatchObject({ reason: 'TRUNCATED' });
  });
});
