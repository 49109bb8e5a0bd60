import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { plainLength } from '../../../src/platform/sealed';
import { openMessage } from '../../../src/platform/sealed/opener';

interface Vector {
  tcId: number;
  comment: string;
  key: string;
  ctx: string;
  ct: string;
  msgLength?: number;
  msgSha512?: string;
  result: 'valid' | 'invalid';
}

// The vectors are public and large; they lie beside the checkout and are not committed.
const file = join(__dirname, '../../../../shared/vectors/cobblestone-256.json');
const present = existsSync(file);
const vectors = present ? readVectors() : [];

function readVectors(): Vector[] {
  const content = JSON.parse(readFileSync(file, 'utf8')) as { testGroups: { tests: Vector[] }[] };
  return content.testGroups.flatMap((group) => group.tests);
}

/** The plaintext that a streaming reader hands out, and whether it ended well. */
function read(vector: Vector): { plain: Buffer; failed: boolean } {
  const message = inflateSync(Buffer.from(vector.ct, 'hex'));
  const pieces: Buffer[] = [];
  try {
    const length = plainLength(message.length + 80);
    const opener = openMessage(
      Buffer.from(vector.key, 'hex'),
      Buffer.from(vector.ctx, 'hex'),
      message.subarray(0, 56),
      length,
    ).whole();
    for (let at = 56; at < message.length; at += 16400) pieces.push(...opener.push(message.subarray(at, at + 16400)));
    opener.finish();
    return { plain: Buffer.concat(pieces), failed: false };
  } catch {
    return { plain: Buffer.concat(pieces), failed: true };
  }
}

function sha512(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('hex');
}

if (!present && !process.env['CI']) {
  console.warn('Skipped: the Cobblestone-256 vectors are not beside this checkout (../shared/vectors).');
}

describe('the public Cobblestone-256 vectors', () => {
  it('are present where CI is set', () => {
    if (process.env['CI']) expect(present).toBe(true);
    if (present) expect(vectors).toHaveLength(35);
  });

  const valid = vectors.filter((vector) => vector.result === 'valid');
  const invalid = vectors.filter((vector) => vector.result === 'invalid');

  (present ? it.each(valid) : it.skip.each([{ tcId: 0, comment: 'absent' } as Vector]))(
    '$tcId opens: $comment',
    (vector) => {
      const { plain, failed } = read(vector);
      expect(failed).toBe(false);
      expect(plain).toHaveLength(vector.msgLength ?? -1);
      expect(sha512(plain)).toBe(vector.msgSha512);
    },
  );

  (present ? it.each(invalid) : it.skip.each([{ tcId: 0, comment: 'absent' } as Vector]))(
    '$tcId is refused: $comment',
    (vector) => {
      const { plain, failed } = read(vector);
      expect(failed).toBe(true);
      // A reader that stops before the first byte is as good as one that stops behind the longest valid prefix.
      const partial = plain.length === vector.msgLength && sha512(plain) === vector.msgSha512;
      expect(plain.length === 0 || partial).toBe(true);
    },
  );
});
