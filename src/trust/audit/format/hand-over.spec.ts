import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { keyDigest, openHandOver, signHandOver } from './hand-over';
import { BadCheckpoint, keyFor, openCheckpoint, signCheckpoint } from './note';

const origin = 'vault.example/log';
const first = generateKeyPairSync('ed25519');
const second = generateKeyPairSync('ed25519');
const third = generateKeyPairSync('ed25519');
const note = signHandOver({ origin, size: 1024 }, { present: first.privateKey, next: second.privateKey });

const failure = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof BadCheckpoint ? error.kind : String(error);
  }
};
const opened = (text: string, publicKey: KeyObject = first.publicKey, name = origin) =>
  failure(() => openHandOver(text, { origin: name, publicKey }));

describe('a hand-over of the key', () => {
  it('names the next key and the last size', () => {
    const { size, next } = openHandOver(note, { origin, publicKey: first.publicKey });
    expect([size, keyDigest(next)]).toEqual([1024, keyDigest(second.publicKey)]);
  });

  it('counts for nobody who trusts another key', () => {
    expect(opened(note, third.publicKey)).toBe('unknown_key');
    expect(opened(note, first.publicKey, 'another.example/log')).toBe('wrong_origin');
  });

  it('is signed by both keys', () => {
    const lines = note.split('\n');
    const without = (line: number) => lines.filter((_, i) => i !== line).join('\n');
    expect([opened(without(5)), opened(without(6))]).toEqual(['unknown_key', 'unknown_key']);
  });

  it('holds as it was written alone', () => {
    for (let i = 0; i < note.length; i += 1) {
      const changed = `${note.slice(0, i)}${note[i] === 'A' ? 'B' : 'A'}${note.slice(i + 1)}`;
      expect([i, opened(changed)]).not.toEqual([i, 'none']);
    }
  });

  it('is no checkpoint, and none is one', () => {
    const checkpoint = signCheckpoint({ origin, size: 1024, root: Buffer.alloc(32) }, first.privateKey);
    expect(opened(checkpoint)).toBe('malformed');
    expect(failure(() => openCheckpoint(note, { origin, publicKey: first.publicKey }))).toBe('malformed');
  });
});

describe('a log that had several keys', () => {
  const log = { origin, publicKey: second.publicKey, earlier: [{ publicKey: first.publicKey, upTo: 1024 }] };
  const at = (size: number, key: KeyObject) =>
    failure(() => openCheckpoint(signCheckpoint({ origin, size, root: Buffer.alloc(32, 1) }, key), log));

  it('has one for each size', () => {
    expect([keyFor(log, 1), keyFor(log, 1024), keyFor(log, 1025)].map(keyDigest)).toEqual(
      [first.publicKey, first.publicKey, second.publicKey].map(keyDigest),
    );
  });

  it('accepts each only where it was in force', () => {
    expect([at(1024, first.privateKey), at(1025, second.privateKey)]).toEqual(['none', 'none']);
    expect([at(1025, first.privateKey), at(1024, second.privateKey)]).toEqual(['unknown_key', 'unknown_key']);
  });
});
