import { createCipheriv, randomBytes } from 'node:crypto';
import { newId } from '../../../src/kernel';
import { type ObjectIds, SealedError, buildPrefix, openHeader } from '../../../src/platform/sealed';
import { ChunkKeys, dataKey, expand } from '../../../src/platform/sealed/chunk-keys';
import { knownIds, knownKey, knownPlaintext, sealWith } from './samples';

const length = 3 * 16384 + 5000;
const plain = knownPlaintext(length);
const object = sealWith(plain);
const chunkStart = (chunk: number): number => 136 + 16400 * chunk;
let refused = 0;

interface Reading {
  bytes: Buffer;
  size?: number;
  key?: Buffer;
  ids?: ObjectIds;
  claimed?: number;
}

/** Reads like a client of the stream: what came out must be a true prefix, then an error, and then only errors. */
function expectRefused({
  bytes,
  size = object.length,
  key = knownKey,
  ids = knownIds,
  claimed = length,
}: Reading): void {
  let handedOut = 0;
  let failed = false;
  try {
    const opener = openHeader(key, { ids, length: claimed }, { header: bytes.subarray(0, 136), size }).whole();
    try {
      for (let at = 136; at < bytes.length; at += 16400) {
        for (const piece of opener.push(bytes.subarray(at, at + 16400))) {
          if (!piece.equals(plain.subarray(handedOut, handedOut + piece.length)))
            throw new Error('Wrong bytes were handed out.');
          handedOut += piece.length;
        }
      }
      opener.finish();
    } catch (error) {
      keepsFailing(() => opener.push(object.subarray(136, 16536)));
      keepsFailing(() => opener.finish());
      throw error;
    }
  } catch (error) {
    if (!(error instanceof SealedError)) throw error;
    failed = true;
  }
  if (!failed) throw new Error('A forged object was opened.');
  refused += 1;
}

function keepsFailing(attempt: () => unknown): void {
  let threw = false;
  try {
    attempt();
  } catch {
    threw = true;
  }
  if (!threw) throw new Error('A failed reader went on.');
}

function flipped(source: Buffer, bit: number): Buffer {
  const copy = Buffer.from(source);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

function withChunks(order: readonly (number | Buffer)[]): Buffer {
  const chunk = (of: number | Buffer): Buffer =>
    typeof of === 'number' ? object.subarray(chunkStart(of), Math.min(chunkStart(of + 1), object.length)) : of;
  return Buffer.concat([object.subarray(0, 136), ...order.map(chunk)]);
}

describe('a forged object', () => {
  it('with any header bit flipped is refused', () => {
    for (let bit = 0; bit < 136 * 8; bit += 1) expectRefused({ bytes: flipped(object, bit) });
  });

  it('with random bits flipped is refused', () => {
    const regions = [0, 1, 2, 3].flatMap((chunk) => {
      const end = Math.min(chunkStart(chunk + 1), object.length);
      return [
        [chunkStart(chunk), end - 16],
        [end - 16, end],
      ] as const;
    });
    for (const [start, end] of regions) {
      for (let round = 0; round < 64; round += 1) {
        const byte = start + (randomBytes(4).readUInt32BE() % (end - start));
        expectRefused({ bytes: flipped(object, byte * 8 + (round & 7)) });
      }
    }
  });

  it('cut at every seventh byte is refused', () => {
    for (let end = 0; end < object.length; end += 7) expectRefused({ bytes: object.subarray(0, end) });
  });

  it('cut around a chunk edge is refused', () => {
    for (let chunk = 0; chunk <= 3; chunk += 1) {
      for (let offset = -17; offset <= 17; offset += 1) {
        const bytes = object.subarray(0, chunkStart(chunk) + offset);
        expectRefused({ bytes });
        expectRefused({ bytes, size: bytes.length });
      }
    }
  });

  it('cut, with a row that agrees, is refused', () => {
    for (let chunk = 1; chunk <= 3; chunk += 1) {
      for (let rest = 16; rest < 16400; rest += 97) {
        const bytes = object.subarray(0, chunkStart(chunk) + rest);
        if (bytes.length === object.length) continue;
        expectRefused({ bytes, size: bytes.length, claimed: 16384 * chunk + rest - 16 });
      }
    }
  });

  it('with trailing bytes is refused', () => {
    for (const extra of [1, 15, 16, 17, 16384, 16400]) {
      const bytes = Buffer.concat([object, randomBytes(extra)]);
      expectRefused({ bytes });
      expectRefused({ bytes, size: bytes.length });
      const repeated = Buffer.concat([object, object.subarray(136, 136 + extra)]);
      expectRefused({ bytes: repeated });
    }
  });

  it('with chunks in another order is refused', () => {
    for (let a = 0; a < 4; a += 1) {
      for (let b = 0; b < 4; b += 1) {
        for (let c = 0; c < 4; c += 1) {
          for (let d = 0; d < 4; d += 1) {
            if (a === 0 && b === 1 && c === 2 && d === 3) continue;
            expectRefused({ bytes: withChunks([a, b, c, d]) });
          }
        }
      }
    }
    for (const order of [
      [0, 1, 3],
      [0, 1, 2],
      [0, 1, 2, 2, 3],
      [0, 0, 1, 2, 3],
      [0, 1, 2, 3, 3],
    ])
      expectRefused({ bytes: withChunks(order) });
  });

  it('with chunks of another sealing is refused', () => {
    const other = sealWith(plain, { salt: randomBytes(24) });
    const otherKey = sealWith(plain, { key: randomBytes(32) });
    for (const source of [other, otherKey]) {
      for (let chunk = 0; chunk < 4; chunk += 1) {
        const order: (number | Buffer)[] = [0, 1, 2, 3];
        order[chunk] = source.subarray(chunkStart(chunk), Math.min(chunkStart(chunk + 1), source.length));
        expectRefused({ bytes: withChunks(order) });
      }
    }
  });

  it('that is another object is refused', () => {
    const names = ['vaultId', 'mediaId', 'objectId', 'dataKeyId'] as const;
    for (const name of names) {
      for (let round = 0; round < 16; round += 1) {
        const ids = { ...knownIds, [name]: newId() };
        const foreign = sealWith(plain, { ids });
        expectRefused({ bytes: foreign });
        expectRefused({ bytes: Buffer.concat([object.subarray(0, 80), foreign.subarray(80)]) });
        expectRefused({ bytes: object, ids });
        expectRefused({ bytes: Buffer.concat([buildPrefix(ids), object.subarray(80)]), ids });
      }
    }
  });

  it('under another key is refused', () => {
    for (let bit = 0; bit < 256; bit += 1) expectRefused({ bytes: object, key: flipped(knownKey, bit) });
    for (const wrong of [0, 1, 16, 31, 33, 64]) expectRefused({ bytes: object, key: randomBytes(wrong) });
  });

  it('with a short tag is refused', () => {
    for (let tag = 4; tag <= 15; tag += 1) {
      const short = Buffer.concat([
        object.subarray(0, object.length - 16),
        object.subarray(object.length - 16, object.length - 16 + tag),
      ]);
      expectRefused({ bytes: short });
      expectRefused({ bytes: short, size: short.length, claimed: length - 16 + tag });
      expectRefused({
        bytes: Buffer.concat([object.subarray(0, 136), shortTagged(tag)]),
        size: 136 + 4 + tag,
        claimed: 4,
      });
    }
  });

  it('was met ten thousand times', () => {
    expect(refused).toBeGreaterThanOrEqual(10_000);
  });
});

/** A chunk whose tag was truly made with `tag` bytes, as a careless reader of Node 20 would accept it. */
function shortTagged(tag: number): Buffer {
  const context = buildPrefix(knownIds);
  const salt = object.subarray(80, 104);
  const label = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'latin1');
  const material = expand(dataKey(knownKey), Buffer.concat([label, salt, context]), 76);
  if (!ChunkKeys.derive(knownKey, salt, context).commitment.equals(object.subarray(104, 136)))
    throw new Error('The sample is wrong.');
  const cipher = createCipheriv('aes-256-gcm', material.subarray(0, 32), material.subarray(32, 44), {
    authTagLength: 16,
  });
  const body = Buffer.concat([cipher.update(Buffer.alloc(4)), cipher.final()]);
  return Buffer.concat([body, cipher.getAuthTag().subarray(0, tag)]);
}
