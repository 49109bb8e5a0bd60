import fc from 'fast-check';
import { commitment, commitmentHolds, packPersonalPart, unpackPersonalPart } from './personal-part';

const payload = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
  fc.string({ unit: 'binary' }),
  { noNullPrototype: true },
);

describe('a personal part', () => {
  it('has the known commitment', () => {
    const part = { salt: Buffer.alloc(32, 0x11), payload: { ip: '203.0.113.9', reason: 'DSAR' } };
    expect(commitment(part)).toBe('Xtqzb5n7/91/6Zv0Lqr3yp+t4xBkbJHQ1AD9exIFXjI=');
  });

  it('unpacks to what was committed to', () => {
    fc.assert(
      fc.property(payload, (facts) => {
        const { plain, commitment: committed } = packPersonalPart(facts);
        const opened = unpackPersonalPart(plain);
        expect(opened.payload).toEqual(facts);
        expect(commitmentHolds(opened, committed)).toBe(true);
      }),
    );
  });

  it('commits to one fact differently each time', () => {
    const facts = { ip: '203.0.113.9' };
    expect(packPersonalPart(facts).commitment).not.toBe(packPersonalPart(facts).commitment);
  });

  it('does not hold with another payload or salt', () => {
    const { plain, commitment: committed } = packPersonalPart({ ip: '203.0.113.9' });
    const opened = unpackPersonalPart(plain);
    expect(commitmentHolds({ ...opened, payload: { ip: '203.0.113.8' } }, committed)).toBe(false);
    expect(commitmentHolds({ ...opened, salt: Buffer.alloc(32) }, committed)).toBe(false);
    expect(commitmentHolds(opened, '')).toBe(false);
  });

  it.each([
    [Buffer.alloc(0)],
    [Buffer.alloc(32)],
    [Buffer.from(`${'s'.repeat(32)}[]`)],
    [Buffer.from(`${'s'.repeat(32)}{"a":1}`)],
  ])('is not unpacked from %p', (plain) => {
    expect(() => unpackPersonalPart(plain)).toThrow();
  });
});
