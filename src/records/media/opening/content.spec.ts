import fc from 'fast-check';
import { RangeNotSatisfiable } from '../../../platform/http';
import { contentHeaders, planContent, rangeText, type ContentRequest } from './content';

const facts = {
  type: 'image/jpeg',
  inline: true,
  length: 1000,
  fileName: 'Paß "x".jpg',
  sha256: Buffer.alloc(32, 1),
  etag: '"abc"',
};
const asked = (request: Partial<ContentRequest>, length = 1000) =>
  planContent(
    { ...facts, length },
    { method: 'GET', range: undefined, ifRange: undefined, ifNoneMatch: undefined, ...request },
  );
const whole = { status: 200, range: { from: 0, to: 1000, suffix: false }, withBody: true };

describe('an answer with content', () => {
  const plans: [string, Partial<ContentRequest>, object][] = [
    ['is whole without a range', {}, whole],
    [
      'is the range that was asked for',
      { range: 'bytes=10-19' },
      { status: 206, range: { from: 10, to: 20, suffix: false } },
    ],
    ['reaches to the end of an open range', { range: 'bytes=990-' }, { status: 206, range: { from: 990, to: 1000 } }],
    ['ends where the content ends', { range: 'bytes=990-5000' }, { status: 206, range: { from: 990, to: 1000 } }],
    [
      'counts a suffix from the end',
      { range: 'bytes=-5' },
      { status: 206, range: { from: 995, to: 1000, suffix: true } },
    ],
    ['is whole for several ranges', { range: 'bytes=0-1,5-6' }, whole],
    ['is whole for another unit', { range: 'lines=1-2' }, whole],
    ['is whole for nonsense', { range: 'bytes=b-a' }, whole],
    ['is whole for a range that runs backwards', { range: 'bytes=9-3' }, whole],
    ['is whole where If-Range names another', { range: 'bytes=0-1', ifRange: '"other"' }, whole],
    ['is whole where If-Range is a date', { range: 'bytes=0-1', ifRange: 'Wed, 21 Oct 2015 07:28:00 GMT' }, whole],
    ['is the range where If-Range agrees', { range: 'bytes=0-1', ifRange: '"abc"' }, { status: 206 }],
    ['is empty where the client has it', { ifNoneMatch: '"x", W/"abc"' }, { status: 304 }],
    ['has no body for HEAD', { method: 'HEAD', range: 'bytes=0-1' }, { ...whole, withBody: false }],
  ];
  it.each(plans)('%s', (_title, request, expected) => expect(asked(request)).toMatchObject(expected));

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('refuses %s', (range) => {
    expect(() => asked({ range })).toThrow(RangeNotSatisfiable);
  });

  it('never reaches outside the content', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(3000), fc.nat(3000), fc.integer({ min: 1, max: 2000 }), (noise, a, b, length) => {
        for (const range of [noise, `bytes=${noise}`, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
          try {
            const plan = asked({ range }, length);
            if (plan.status === 304) throw new Error('not modified');
            const { from, to } = plan.range;
            expect(from >= 0 && from < to && to <= length).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ code: 'range_not_satisfiable' });
          }
        }
      }),
    );
  });

  it('names its bytes and keeps itself to itself', () => {
    expect(contentHeaders(facts, asked({ range: 'bytes=10-19' }))).toMatchObject({
      'Content-Type': 'image/jpeg',
      'Content-Length': '10',
      'Content-Range': 'bytes 10-19/1000',
      'Content-Disposition': `inline; filename="Pa_ _x_.jpg"; filename*=UTF-8''Pa%C3%9F%20%22x%22.jpg`,
      'Repr-Digest': `sha-256=:${Buffer.alloc(32, 1).toString('base64')}:`,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    });
  });

  it('is an attachment unless its type is safe to show', () => {
    expect(contentHeaders({ ...facts, inline: false }, asked({}))['Content-Disposition']).toMatch(/^attachment;/);
  });

  it('is told to the log by its range', () => {
    expect(rangeText({ from: 0, to: 1000, suffix: false }, 1000)).toBe('all');
    expect(rangeText({ from: 5, to: 10, suffix: false }, 1000)).toBe('5-9');
  });
});
