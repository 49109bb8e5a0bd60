import { returnPath } from './return-path';

describe('the path after sign-in', () => {
  it.each(['/library', '/log?media=4f1c&from=2026-08-24', '/item/3f0c'])('keeps %s', (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
    '/v1/sessions',
    '/library/../v1',
    '/library@evil',
    undefined,
  ])('refuses %s', (path) => {
    expect(returnPath(path)).toBeNull();
  });
});
