import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../../src/kernel';
import { knownIds, knownKey, knownPlaintext, sealWith } from './samples';

const tool = join(__dirname, '../../../tools/unseal.py');
const present = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
if (!present) console.warn('Skipped: python3 with the package "cryptography" is not on this machine.');

interface Outcome {
  status: number | null;
  plain: Buffer | null;
}

describe('the independent reader', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'strongroom-unseal-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function unseal(object: Buffer, options: { key?: Buffer; objectId?: string; extra?: string[] } = {}): Outcome {
    const { key = knownKey, objectId = knownIds.objectId, extra = [] } = options;
    const [keyFile, source, out] = ['key', 'object', 'out'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(keyFile, `${key.toString('hex')}\n`);
    writeFileSync(source, object);
    const ids = [
      '--vault',
      knownIds.vaultId,
      '--media',
      knownIds.mediaId,
      '--object',
      objectId,
      '--data-key',
      knownIds.dataKeyId,
    ];
    const { status } = spawnSync('python3', [tool, '--key-file', keyFile, ...ids, ...extra, source, out]);
    return { status, plain: existsSync(out) ? readFileSync(out) : null };
  }

  const whenPresent = present ? it : it.skip;

  whenPresent.each([0, 1, 16383, 16384, 16385, 100000])('opens our object of %i bytes', (length) => {
    const { status, plain } = unseal(sealWith(knownPlaintext(length)), { extra: ['--length', String(length)] });
    expect(status).toBe(0);
    expect(plain?.equals(knownPlaintext(length))).toBe(true);
  });

  whenPresent('opens a range of our object', () => {
    const { plain } = unseal(sealWith(knownPlaintext(100000)), { extra: ['--range', '16380-49999'] });
    expect(plain?.equals(knownPlaintext(100000).subarray(16380, 50000))).toBe(true);
  });

  whenPresent('refuses what is not authentic', () => {
    const object = sealWith(knownPlaintext(40000));
    const flipped = Buffer.from(object);
    flipped.writeUInt8(flipped.readUInt8(30000) ^ 1, 30000);
    const refused: Outcome = { status: 1, plain: null };
    expect(unseal(flipped)).toEqual(refused);
    expect(unseal(object.subarray(0, 32936))).toEqual(refused);
    expect(unseal(object, { key: Buffer.alloc(32) })).toEqual(refused);
    expect(unseal(object, { objectId: newId() })).toEqual(refused);
    expect(unseal(object, { extra: ['--length', '39999'] })).toEqual(refused);
  });
});
