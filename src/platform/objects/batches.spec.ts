import * as fc from 'fast-check';
import { Batches, batchSizes } from './batches';

const chunk = 16_400;

describe('batchSizes', () => {
  it('the first batches are small, all are whole chunks', () => {
    const sizes = [...batchSizes(136 + 200 * chunk + 5, 136)];
    expect(sizes).toEqual([136 + 4 * chunk, 16 * chunk, 64 * chunk, 64 * chunk, 52 * chunk + 5]);
  });

  it('the sizes add up to the length', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.constantFrom(0, 136), (length, lead) => {
        const sizes = [...batchSizes(length, lead)];
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(length);
        expect(sizes.every((size) => size > 0)).toBe(true);
      }),
    );
  });
});

describe('Batches', () => {
  it('pieces of any size come out in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300_000 }),
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }),
        async (given, pieces) => {
          const bytes = Buffer.from(given);
          const got: Buffer[] = [];
          const batches = new Batches(bytes.length, 136, (batch) => {
            got.push(Buffer.from(batch));
            return undefined;
          });
          for (let at = 0, index = 0; at < bytes.length; index += 1) {
            const piece = bytes.subarray(at, at + (pieces[index % pieces.length] ?? 1));
            await batches.copy(piece);
            at += piece.length;
            expect(batches.remaining).toBe(bytes.length - at);
          }
          expect(Buffer.concat(got).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('a receiver that waits is waited for', async () => {
    let open = 0;
    const batches = new Batches(10 * chunk, 0, async () => {
      expect(open).toBe(0);
      open += 1;
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    });
    await batches.copy(Buffer.alloc(10 * chunk));
    expect(batches.remaining).toBe(0);
    expect(open).toBe(0);
  });
});
