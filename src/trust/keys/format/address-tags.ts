import { createHmac, type KeyObject } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { AddressTags } from '../../audit';

/**
 * Keyed tags of an IP address and of its network, so that entries can be found by either while the month key lives:
 * HMAC-SHA-256(month key, text). The text is the canonical address, `203.0.113.9` or `2001:db8::1`, or its network with its length,
 * `203.0.113.0/24` or `2001:db8::/48`; an IPv4 address mapped into IPv6 is the IPv4 address.
 */
export function tagsOf(monthKey: KeyObject, ip: string): AddressTags {
  const address = canonicalAddress(ip);
  const tag = (text: string): Buffer => createHmac('sha256', monthKey).update(text, 'utf8').digest();
  return { address: tag(address), network: tag(networkOf(address)) };
}

/** One spelling for each address. What is no address stays as it is: a proxy's nonsense must not stop the log. */
export function canonicalAddress(ip: string): string {
  const text = ip.replace(/%.*$/, '');
  if (!isIPv6(text)) return text;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  return mapped === null ? canonical : [mapped[1], mapped[2]].flatMap(bytesOfGroup).join('.');
}

/** The /24 or /48 around a canonical address. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address.replace(/\.\d+$/, '.0/24');
  if (!isIPv6(address)) return address;
  return `${canonicalAddress(`${groupsOf(address).slice(0, 3).join(':')}::`)}/48`;
}

/** The eight groups of a canonical IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

function bytesOfGroup(group = '0'): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
