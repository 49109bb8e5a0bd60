import { join } from 'node:path';
import * as fc from 'fast-check';
import { checkKey, checkPrefix } from './object-key';

function accepted(check: (key: string) => void, key: string): boolean {
  try {
    check(key);
    return true;
  } catch {
    return false;
  }
}

describe('checkKey', () => {
  it('the keys we make are keys', () => {
    expect(accepted(checkKey, 'objects/ab/abababab-abab-4bab-8bab-abababababab')).toBe(true);
  });

  it('no accepted key leaves its folder', () => {
    const nasty = fc
      .array(fc.constantFrom('..', '.', '/', '\\', 'a', '\0', '%2e', '~', '-', ' '))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (key) => {
        if (!accepted(checkKey, key)) return;
        expect(join('/root', key)).toBe(`/root/${key}`);
        expect(key).not.toMatch(/[~\\\0\s]/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('checkPrefix', () => {
  it.each(['', 'objects/', 'objects/ab', 'objects/ab/0'])('%j is a prefix', (prefix) => {
    expect(accepted(checkPrefix, prefix)).toBe(true);
  });

  it.each(['/', '../', 'a//', '.a', 'a/../b'])('%j is no prefix', (prefix) => {
    expect(accepted(checkPrefix, prefix)).toBe(false);
  });
});
