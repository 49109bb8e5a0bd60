import { passwordFaults } from './password-rules';

const faults = (password: string): string[] => passwordFaults(password, ['asha.rao@example.org', 'Asha Rao Menon']);

describe('a new password', () => {
  it('may be a plain sentence', () => {
    expect(faults('seven brown kettles sing')).toEqual([]);
  });

  it('needs no digits or signs', () => {
    expect(faults('kettlesingingbrown')).toEqual([]);
  });

  it('has at least twelve characters', () => {
    expect(faults('elevenchars')).toEqual(['too_short']);
    expect(faults('twelve chars')).toEqual([]);
  });

  it('counts characters, not bytes', () => {
    expect(faults('नमस्तेदुनियाँ')).not.toContain('too_long');
    expect(faults('😀😁😂🤣😃😄😅😆😉😊😋')).toEqual(['too_short']);
  });

  it('ends at 256 characters', () => {
    const long = Array.from({ length: 257 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join('');
    expect(faults(long)).toContain('too_long');
    expect(faults(long.slice(1))).not.toContain('too_long');
  });

  it.each(['ASHA.RAO@example.org', 'asha rao menon '])('is not a name: %s', (name) => {
    expect(faults(name)).toContain('same_as_name');
  });

  it.each([
    'Password1234',
    'qwertyuiop123',
    'correct horse battery staple',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '121212121212',
  ])('is not a common one: %s', (common) => {
    expect(faults(common)).toContain('too_common');
  });
});
