import { createSecretKey, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { knownIds, knownKey, knownPlaintext, openWhole } from '../../../test/unit/sealed/samples';
import { SealedError } from './errors';
import { Sealer, sealing } from './sealer';

async function sealAll(source: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  for await (const batch of sealing(createSecretKey(knownKey), knownIds, source)) batches.push(batch);
  return batches;
}

describe('sealing', () => {
  it('a stream opens again', async () => {
    const plain = knownPlaintext(3_000_000);
    const batches = await sealAll(
      Readable.from([plain.subarray(0, 10), plain.subarray(10, 2_000_000), plain.subarray(2_000_000)]),
    );
    expect(openWhole(Buffer.concat(batches), plain.length).equals(plain)).toBe(true);
  });

  it('an empty stream makes an object', async () => {
    const object = Buffer.concat(await sealAll(Readable.from([])));
    expect(object).toHaveLength(152);
    expect(openWhole(object, 0)).toHaveLength(0);
  });

  it('the salt is new each time', async () => {
    const [first, second] = [await sealAll(Readable.from([])), await sealAll(Readable.from([]))];
    expect(Buffer.concat(first).subarray(80, 104).equals(Buffer.concat(second).subarray(80, 104))).toBe(false);
  });

  it('batches stay near 1 MiB', async () => {
    const source = Readable.from(Array.from({ length: 100 }, () => randomBytes(65536)));
    const batches = await sealAll(source);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(1_200_000);
    expect(batches.length).toBeGreaterThan(5);
  });

  it('a source that fails fails the sealing', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(10);
      await Promise.reject(new Error('gone'));
    }
    await expect(sealAll(broken())).rejects.toThrow('gone');
  });

  it('a sealing that ended takes nothing', () => {
    const sealer = new Sealer(knownKey, knownIds, Buffer.alloc(24));
    sealer.end();
    expect(() => sealer.update(Buffer.alloc(1))).toThrow();
    expect(() => sealer.end()).toThrow();
  });

  it.each([0, 31, 33])('a key of %i bytes is refused', (length) => {
    expect(() => new Sealer(Buffer.alloc(length), knownIds, Buffer.alloc(24))).toThrow(SealedError);
    if (length > 0) {
      expect(() => new Sealer(createSecretKey(Buffer.alloc(length)), knownIds, Buffer.alloc(24))).toThrow(SealedError);
    }
  });
});
