import { hostOf, isLoopbackHost } from './transport';

it.each(['localhost', 'LOCALHOST', 'localhost:8080', '127.0.0.1', '127.9.9.9:1', '[::1]:8080', 'vault.localhost'])(
  '%s is this machine',
  (header) => {
    expect(isLoopbackHost(hostOf(header))).toBe(true);
  },
);

it.each([
  'vault.example',
  '10.0.0.5:8080',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '[::2]',
  '0.0.0.0',
  '',
  '128.0.0.1',
])('%s is another machine', (header) => {
  expect(isLoopbackHost(hostOf(header))).toBe(false);
});
