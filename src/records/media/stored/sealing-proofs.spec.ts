import { randomBytes } from 'node:crypto';
import { entropyOf } from './sealing-proofs';

describe('entropy', () => {
  it('is nothing for one byte over and over', () => expect(entropyOf(Buffer.alloc(4096, 7))).toBeCloseTo(0));

  it('is eight bits for every byte equally', () => {
    expect(entropyOf(Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256)))).toBeCloseTo(8);
  });

  it('is nearly eight bits for noise', () => expect(entropyOf(randomBytes(65_536))).toBeGreaterThan(7.99));
});
