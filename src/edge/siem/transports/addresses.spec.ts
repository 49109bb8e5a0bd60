import { assertPublic, isPrivate, PrivateAddressRefused } from './addresses';

describe('an address', () => {
  it.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.168.1.1', '100.64.0.1', '0.0.0.0'])(
    '%s is private',
    (address) => expect(isPrivate(address)).toBe(true),
  );

  it.each(['::1', '::', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1'])('%s is private', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each(['203.0.113.9', '172.32.0.1', '2001:db8::1', '::ffff:203.0.113.9'])('%s is public', (address) => {
    expect(isPrivate(address)).toBe(false);
  });

  it('that is private is refused unless allowed', () => {
    expect(() => assertPublic('[::1]', false)).toThrow(PrivateAddressRefused);
    expect(() => assertPublic('127.0.0.1', true)).not.toThrow();
    expect(() => assertPublic('siem.example', false)).not.toThrow();
  });
});
