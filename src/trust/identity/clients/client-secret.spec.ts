import { isProgramSecret, newProgramSecret } from './client-secret';

describe('a program secret', () => {
  it('has a prefix, 256 bits and a checksum', () => {
    expect(newProgramSecret('secret')).toMatch(/^strongroom_secret_[0-9A-Za-z]{49}$/);
    expect(newProgramSecret('token')).toMatch(/^strongroom_token_[0-9A-Za-z]{49}$/);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 200 }, () => newProgramSecret('secret'))).size).toBe(200);
  });

  it('is known by its checksum', () => {
    expect(isProgramSecret('secret', newProgramSecret('secret'))).toBe(true);
  });

  it('is refused with one letter changed', () => {
    const secret = newProgramSecret('token');
    const at = 20;
    const changed = `${secret.slice(0, at)}${secret.charAt(at) === 'x' ? 'y' : 'x'}${secret.slice(at + 1)}`;
    expect(isProgramSecret('token', changed)).toBe(false);
  });

  it('is not one of the other kind', () => {
    expect(isProgramSecret('token', newProgramSecret('secret'))).toBe(false);
    expect(isProgramSecret('secret', newProgramSecret('secret').replace('secret', 'token'))).toBe(false);
  });

  it.each(['', 'strongroom_secret_', 'x'.repeat(10_000), 'strongroom_secret_😀'])('is no other text', (text) => {
    expect(isProgramSecret('secret', text)).toBe(false);
  });
});
