import { createHmac, createSecretKey } from 'node:crypto';
import { canonicalAddress, networkOf, tagsOf } from './address-tags';

describe('an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
    ['::FFFF:CB00:7109', '203.0.113.9', '203.0.113.0/24'],
    ['2001:0DB8:0000:0000::0001', '2001:db8::1', '2001:db8::/48'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/48'],
    ['0:0:3:4:5:6:7:8', '::3:4:5:6:7:8', '0:0:3::/48'],
    ['::1', '::1', '::/48'],
    ['unknown', 'unknown', 'unknown'],
  ])('%s is one address in one network', (text, address, network) => {
    expect(canonicalAddress(text)).toBe(address);
    expect(networkOf(address)).toBe(network);
  });

  it('is found by two tags under the month key', () => {
    const key = createSecretKey(Buffer.alloc(32, 7));
    const hmac = (text: string): Buffer => createHmac('sha256', Buffer.alloc(32, 7)).update(text).digest();
    expect(tagsOf(key, '203.0.113.9')).toEqual({ address: hmac('203.0.113.9'), network: hmac('203.0.113.0/24') });
  });

  it('shares its network tag with its neighbours', () => {
    const key = createSecretKey(Buffer.alloc(32, 7));
    expect(tagsOf(key, '203.0.113.9').network).toEqual(tagsOf(key, '203.0.113.200').network);
    expect(tagsOf(key, '203.0.113.9').network).not.toEqual(tagsOf(key, '203.0.114.9').network);
  });
});
