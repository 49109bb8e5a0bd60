import * as fc from 'fast-check';
import { putMemoryBytes } from '../object-store';
import { type Part, partBytes, PartCutter } from './parts';

async function* given(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Promise.resolve(piece);
}

describe('PartCutter', () => {
  it('parts join to what was given', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 50 }), async (source, capacity) => {
        const cutter = new PartCutter(capacity);
        const parts: Buffer[] = [];
        const lasts: boolean[] = [];
        for await (const part of cutter.cut(given(source))) {
          parts.push(Buffer.from(part.bytes));
          lasts.push(part.last);
          part.release();
        }
        const all = Buffer.concat(source);
        expect(Buffer.concat(parts).equals(all)).toBe(true);
        expect(cutter.total).toBe(all.length);
        expect(parts.slice(0, -1).every((part) => part.length === capacity)).toBe(true);
        expect(lasts).toEqual([...Array<boolean>(parts.length - 1).fill(false), true]);
      }),
    );
  });

  it('a fourth part waits for a buffer', async () => {
    const cutter = new PartCutter();
    const parts = cutter.cut(given(Array<Buffer>(5).fill(Buffer.alloc(partBytes))));
    const held: Part[] = [];
    for (let count = 0; count < 2; count += 1) {
      const next = await parts.next();
      if (next.value) held.push(next.value);
    }
    const third = parts.next();
    const fourth = third.then(() => parts.next());
    expect((await third).done).toBe(false);
    let arrived = false;
    void fourth.then(() => (arrived = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(arrived).toBe(false);
    expect(cutter.held).toBe(putMemoryBytes);
    held[0]?.release();
    await fourth;
    expect(cutter.held).toBe(putMemoryBytes);
  });
});
