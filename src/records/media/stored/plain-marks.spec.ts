import { randomBytes } from 'node:crypto';
import { contentFound, entropyOf, markIn } from './plain-marks';

describe('entropy', () => {
  it('is nothing for one byte over and over', () => expect(entropyOf(Buffer.alloc(4096, 7))).toBeCloseTo(0));

  it('is eight bits for every byte equally', () => {
    expect(entropyOf(Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256)))).toBeCloseTo(8);
  });

  it('is nearly eight bits for noise', () => expect(entropyOf(randomBytes(65_536))).toBeGreaterThan(7.99));
});

describe('stored bytes', () => {
  const noise = randomBytes(65_536);
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100', 'hex');
  const at = (place: number, what: Buffer) => Buffer.concat([noise.subarray(0, place), what, noise.subarray(place)]);

  it('show no kind of file in noise', () => expect(markIn(noise, noise.subarray(136))).toBeNull());

  it('show a file that begins them', () => expect(markIn(jpeg, noise)).toBe('image/jpeg'));

  it('show a file behind a header', () => expect(markIn(noise, jpeg)).toBe('image/jpeg'));

  it.each(['JFIF\0\x01', '%PDF-1.', 'ftypheic', 'OpusHead'])('show %j anywhere', (mark) => {
    const found = at(40_000, Buffer.from(mark, 'latin1'));
    expect(markIn(found, found.subarray(136))).not.toBeNull();
  });

  it('show their own content anywhere', () => {
    const content = Buffer.from('the first bytes of a letter');
    expect([contentFound(content, noise), contentFound(content, at(9_000, content))]).toEqual([false, true]);
  });

  it('tell nothing of very short content', () => expect(contentFound(Buffer.from('short'), noise)).toBeNull());
});
