import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Refusal } from '../../../kernel';

/** The receiver's address is private, and the settings do not say that it may be. */
export class PrivateAddressRefused extends Refusal {
  constructor() {
    super('forbidden', 'The SIEM’s address is private; STRONGROOM_SIEM_PRIVATE_ADDRESSES allows that.', {
      level: 'error',
    });
  }
}

const closed = new BlockList();
for (const [network, length] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  closed.addSubnet(network, length, 'ipv4');
for (const [network, length] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  closed.addSubnet(network, length, 'ipv6');

export function isPrivate(address: string): boolean {
  // An IPv4 address mapped into IPv6 is checked as what it is.
  return isIP(address) !== 0 && closed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Refuses a literal address at once. */
export function assertPublic(host: string, allowPrivate: boolean): void {
  if (!allowPrivate && isPrivate(host.replace(/^\[|\]$/g, ''))) throw new PrivateAddressRefused();
}

/** Looks a name up and hands on only addresses that may be connected to: what was checked is what is used. */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (host, options, answer) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) {
        answer(error, []);
        return;
      }
      if (!allowPrivate && addresses.some(({ address }) => isPrivate(address))) {
        answer(new PrivateAddressRefused(), []);
        return;
      }
      const [first] = addresses;
      if (options.all) {
        answer(null, addresses);
        return;
      }
      answer(null, first?.address ?? '', first?.family);
    });
  };
}
