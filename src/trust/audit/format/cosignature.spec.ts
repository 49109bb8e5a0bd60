import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cosign, cosignedAt } from './cosignature';
import { openCheckpoint, signCheckpoint } from './note';
import { parseVerifierKey, renderVerifierKey, type VerifierKey } from './verifier-key';

const logKey = generateKeyPairSync('ed25519');
const log = { origin: 'vault.example/log', publicKey: logKey.publicKey };
const note = signCheckpoint({ origin: log.origin, size: 7, root: Buffer.alloc(32, 7) }, logKey.privateKey);
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const witness: VerifierKey = { name: 'witness.example/w1', type: 4, publicKey };
const at = new Date('2026-11-22T20:15:00.900Z');
const line = cosign(note, witness, privateKey, at);

describe('a cosignature', () => {
  it('is a line of 76 bytes under the note', () => {
    const [, name, blob = ''] = /^— (\S+) (\S+)\n$/.exec(line) ?? [];
    expect([name, Buffer.from(blob, 'base64').length]).toEqual([witness.name, 76]);
    expect(openCheckpoint(note + line, log).size).toBe(7);
  });

  it('says when, in whole seconds', () => {
    expect(cosignedAt(note, line, witness)).toEqual(new Date('2026-11-22T20:15:00.000Z'));
  });

  it('holds for nothing else', () => {
    const other = signCheckpoint({ origin: log.origin, size: 8, root: Buffer.alloc(32, 7) }, logKey.privateKey);
    const accepted = Array.from(line.trimEnd()).filter((character, i) => {
      const changed = line.slice(0, i) + (character === 'A' ? 'B' : 'A') + line.slice(i + 1);
      return cosignedAt(note, changed, witness) !== null;
    });
    expect(accepted).toEqual([]);
    expect(cosignedAt(other, line, witness)).toBeNull();
    expect(cosignedAt(note, line, { ...witness, name: 'witness.example/w2' })).toBeNull();
    expect(cosignedAt(note, line, { ...witness, publicKey: logKey.publicKey })).toBeNull();
  });
});

describe('a verifier key', () => {
  // A well-formed key under an id that is not its own.
  const text = 'example.com/foo+530d903b+Ae3DQN3Lk/sI7cR9sULsuCbSUbSvN40m2HmxSUfmHyES';

  it('is written as it was read', () => {
    const key = parseVerifierKey(renderVerifierKey(witness));
    expect(key && renderVerifierKey(key)).toBe(renderVerifierKey(witness));
    expect(key && createPublicKey(key.publicKey.export({ format: 'pem', type: 'spki' })).equals(publicKey)).toBe(true);
  });

  it.each(['', text, renderVerifierKey(witness).replace('w1', 'w2'), `${renderVerifierKey(witness)} `])(
    'is refused as %j',
    (wrong) => {
      expect(parseVerifierKey(wrong)).toBeNull();
    },
  );
});
