import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  contents,
  findSamples,
  jpeg,
  polyglots,
  readSample,
  refusedContents,
  voiceNote,
} from '../../../../test/support/media-corpus';
import { headLength, sampleOf, Sampler, tailLength } from './sample';
import { sniff } from './sniff';

describe('sniffing', () => {
  it.each(Object.entries(contents()))('knows %s', async (type, plain) => {
    expect(await sniff(sampleOf(plain))).toEqual({ type, marks: [] });
  });

  it('takes sound in a video brand for sound', async () => {
    expect((await sniff(sampleOf(voiceNote()))).type).toBe('audio/mp4');
  });

  it.each(polyglots())('marks %s', async (_title, plain, mark) => {
    expect((await sniff(sampleOf(plain))).marks).toContain(mark);
  });

  it.each(refusedContents())('does not mistake %s', async (_title, plain, type) => {
    expect((await sniff(sampleOf(plain))).type).toBe(type);
  });

  it('never throws on noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        await expect(sniff(sampleOf(Buffer.from(noise)))).resolves.toHaveProperty('type');
      }),
      { numRuns: 200 },
    );
  });

  it('never throws on a cut-off content', async () => {
    for (const plain of Object.values(contents()))
      for (const length of [0, 1, 4, 8, 11, 12, 16, 20])
        await expect(sniff(sampleOf(plain.subarray(0, length)))).resolves.toHaveProperty('marks');
  });
});

describe('a sample', () => {
  it('holds both ends however the pieces fall', () => {
    const plain = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 40 }), (pieces) => {
        const sampler = new Sampler();
        let at = 0;
        for (const piece of pieces) {
          sampler.take(plain.subarray(at, at + piece));
          at = Math.min(plain.length, at + piece);
        }
        const { head, tail, length } = sampler.sample();
        expect(length).toBe(at);
        expect(head.equals(plain.subarray(0, Math.min(at, headLength)))).toBe(true);
        expect(tail.equals(plain.subarray(Math.max(0, at - tailLength), at))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is the whole of a short content', () => {
    const { head, tail } = sampleOf(jpeg());
    expect(head.equals(tail)).toBe(true);
  });
});

const samples = findSamples();
const real =
  samples === null
    ? []
    : ['photos', 'specimens'].flatMap((folder) =>
        readdirSync(join(samples, folder)).map((name) => `${folder}/${name}`),
      );
const typeOf: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  pdf: 'application/pdf',
  HEIC: 'image/heic',
  heif: 'image/heic',
};

if (samples === null) it.skip('real media: give SAMPLES=<folder> to try them', () => undefined);
else
  describe('sniffing real media', () => {
    it.each(real)('knows %s', async (path) => {
      expect(await sniff(sampleOf(readSample(path)))).toEqual({
        type: typeOf[path.split('.').at(-1) ?? ''],
        marks: [],
      });
    });
  });
