import { hash } from '@node-rs/argon2';
import { newOneTimePassword } from './one-time-password';
import { PasswordHashes } from './password-hash';

describe('a stored password', () => {
  const hashes = new PasswordHashes();

  it('is an argon2id hash of its own', async () => {
    const [one, two] = await Promise.all([hashes.make('seven brown kettles'), hashes.make('seven brown kettles')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('matches itself and nothing else', async () => {
    const stored = await hashes.make('seven brown kettles');
    expect(await hashes.matches(stored, 'seven brown kettles')).toBe(true);
    expect(await hashes.matches(stored, 'seven brown kettle')).toBe(false);
  });

  it('matches whichever keyboard composed it', async () => {
    const stored = await hashes.make('zwölf grüne Äpfel'.normalize('NFC'));
    expect(await hashes.matches(stored, 'zwölf grüne Äpfel'.normalize('NFD'))).toBe(true);
  });

  it('is never matched where there is none', async () => {
    expect(await hashes.matches(null, 'seven brown kettles')).toBe(false);
  });

  it('is outdated when made more cheaply', async () => {
    expect(hashes.isOutdated(await hash('x', { memoryCost: 8_192, timeCost: 2 }))).toBe(true);
    expect(hashes.isOutdated(await hashes.make('x'))).toBe(false);
  });

  it('refuses work beyond its queue', async () => {
    const results = await Promise.allSettled(Array.from({ length: 68 }, () => hashes.matches(null, 'x')));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(await hashes.matches(null, 'x')).toBe(false);
  });
});

it('one-time passwords are long and never alike', () => {
  const many = new Set(Array.from({ length: 500 }, newOneTimePassword));
  expect(many.size).toBe(500);
  for (const password of many) expect(password).toMatch(/^([a-z2-9+]{4}-){4}[a-z2-9+]{4}$/);
});
