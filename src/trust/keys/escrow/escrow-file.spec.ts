import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { newId, secureRandom } from '../../../kernel';
import { type EscrowContents, openEscrow, sealEscrow } from './escrow-file';

const contents: EscrowContents = {
  format: 'strongroom-escrow',
  version: 1,
  vaultId: newId(),
  root: {
    epoch: 7,
    id: newId(),
    key: secureRandom(32).toString('base64'),
    createdAt: new Date().toISOString(),
  },
  lookupSecret: secureRandom(32).toString('base64'),
};

interface Holder {
  readonly identity: string;
  readonly recipient: string;
}

async function aHolder(): Promise<Holder> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

describe('an escrow file', () => {
  let finance: Holder;
  let legal: Holder;
  let deputy: Holder;
  let text: string;

  beforeAll(async () => {
    [finance, legal, deputy] = [await aHolder(), await aHolder(), await aHolder()];
    text = await sealEscrow(contents, [
      { role: 'finance', recipients: [finance.recipient] },
      { role: 'legal', recipients: [legal.recipient, deputy.recipient] },
    ]);
  });

  it('opens with all custodians, in any order', async () => {
    expect(await openEscrow(text, [finance.identity, legal.identity])).toEqual(contents);
    expect(await openEscrow(text, [deputy.identity, finance.identity])).toEqual(contents);
  });

  it.each([
    ['one custodian', () => [legal.identity]],
    ['the other custodian', () => [finance.identity]],
    ['a custodian and its deputy', () => [legal.identity, deputy.identity]],
    ['nobody', () => []],
    ['what is no identity', () => ['AGE-SECRET-KEY-1NOTHING']],
  ])('does not open with %s', async (_who, identities) => {
    await expect(openEscrow(text, identities())).rejects.toMatchObject({ reason: 'closed' });
  });

  it('holds no key in clear', () => {
    for (const secret of [contents.root.key, contents.lookupSecret]) {
      expect(text).not.toContain(secret);
      expect(Buffer.from(armor.decode(text)).includes(secret)).toBe(false);
    }
  });

  it('is plain age, one layer for each custodian', async () => {
    let layer = armor.decode(text);
    for (const { identity } of [legal, finance]) {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      layer = await decrypter.decrypt(layer);
    }
    expect(JSON.parse(Buffer.from(layer).toString())).toEqual(contents);
  });

  it.each([0.3, 0.6, 0.9])('does not open when damaged at %d', async (where) => {
    const bytes = Buffer.from(armor.decode(text));
    const at = Math.floor(bytes.length * where);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const opening = openEscrow(armor.encode(bytes), [finance.identity, legal.identity]);
    await expect(opening).rejects.toMatchObject({ reason: 'closed' });
  });

  it('is made for nobody alone', async () => {
    const one = { role: 'finance', recipients: [finance.recipient] };
    for (const custodians of [
      [],
      [one],
      [one, { ...one, recipients: [legal.recipient] }],
      [one, { role: 'legal', recipients: [finance.recipient, legal.recipient] }],
      [one, { role: 'legal', recipients: [] }],
      [one, { role: 'legal', recipients: ['age1nobody'] }],
      [one, { role: 'Legal\n', recipients: [legal.recipient] }],
    ])
      await expect(sealEscrow(contents, custodians)).rejects.toMatchObject({ reason: 'custodians' });
  });
});
