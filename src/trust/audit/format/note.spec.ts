import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { BadCheckpoint, isOrigin, logKeyId, openCheckpoint, signCheckpoint, verifierKey } from './note';

// RFC 8032, section 7.1, test 1: seed and public key.
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const log = { origin: 'vault.example/log', publicKey: createPublicKey(privateKey) };
const checkpoint = { origin: log.origin, size: 7, root: Buffer.alloc(32, 7) };
const note = signCheckpoint(checkpoint, privateKey);

const kindOf = (text: string, against = log) => {
  try {
    openCheckpoint(text, against);
    return 'accepted';
  } catch (error) {
    return error instanceof BadCheckpoint ? error.kind : 'crashed';
  }
};

describe('a checkpoint', () => {
  it('has the form of a signed note', () => {
    const body = 'vault.example/log\n7\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n';
    expect(note.startsWith(`${body}\n— vault.example/log `)).toBe(true);
    expect(note.endsWith('\n')).toBe(true);
    const blob = Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64');
    expect(blob).toHaveLength(68);
    expect(blob.subarray(0, 4)).toEqual(logKeyId(log));
  });

  it('names its key as C2SP tools do', () => {
    const [, name, id, key] = /^(.+?)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey(log)) ?? [];
    expect([name, id]).toEqual([log.origin, logKeyId(log).toString('hex')]);
    expect(Buffer.from(key ?? '', 'base64').toString('hex')).toBe(
      '01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
  });

  it('opens as it was signed', () => {
    expect(openCheckpoint(note, log)).toEqual(checkpoint);
  });

  it('opens with signatures of witnesses beside ours', () => {
    const witness = generateKeyPairSync('ed25519').privateKey;
    const other = signCheckpoint({ ...checkpoint, origin: 'witness.example' }, witness).split('\n\n')[1] ?? '';
    expect(openCheckpoint(note + other, log)).toEqual(checkpoint);
  });

  it('refuses every other character', () => {
    // One changed character anywhere makes it another note, or none.
    const bytes = Array.from(note);
    const accepted = bytes.filter((character, at) => {
      const changed = character === 'A' ? 'B' : 'A';
      return kindOf([...bytes.slice(0, at), changed, ...bytes.slice(at + 1)].join('')) === 'accepted';
    });
    expect(accepted).toEqual([]);
  });

  it('refuses every truncation', () => {
    const accepted = Array.from(note).filter((_, length) => kindOf(note.slice(0, length)) === 'accepted');
    expect(accepted).toEqual([]);
  });

  it.each([
    ['no signature', `${note.split('\n\n')[0] ?? ''}\n\n`, 'malformed'],
    ['an extension line', note.replace('\n\n', '\nmore\n\n'), 'malformed'],
    ['a size with a zero in front', note.replace('\n7\n', '\n07\n'), 'malformed'],
    ['a negative size', note.replace('\n7\n', '\n-7\n'), 'malformed'],
    ['another size', note.replace('\n7\n', '\n8\n'), 'bad_signature'],
    ['a hyphen for the dash', note.replace('—', '-'), 'malformed'],
    ['carriage returns', note.replaceAll('\n', '\r\n'), 'malformed'],
    ['something in front', `\n${note}`, 'malformed'],
    ['something behind', `${note}\n`, 'malformed'],
  ])('refuses %s', (_what, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('refuses another log', () => {
    expect(kindOf(note, { ...log, origin: 'vault.example/other' })).toBe('wrong_origin');
  });

  it('refuses another key', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(kindOf(note, { ...log, publicKey })).toBe('unknown_key');
  });

  it('refuses another signature under our key id', () => {
    const forger = generateKeyPairSync('ed25519').privateKey;
    const blob = Buffer.from(signCheckpoint(checkpoint, forger).trimEnd().split(' ').at(-1) ?? '', 'base64');
    const forged = Buffer.concat([logKeyId(log), blob.subarray(4)]).toString('base64');
    expect(kindOf(`${note.split('— ')[0] ?? ''}— ${log.origin} ${forged}\n`)).toBe('bad_signature');
  });

  it.each(['', 'two words', 'a+b', 'line\nbreak', '\ud800'])('no log is called %j', (origin) => {
    expect(isOrigin(origin)).toBe(false);
    expect(() => signCheckpoint({ ...checkpoint, origin }, privateKey)).toThrow(BadCheckpoint);
  });
});
