/**
 * Which addresses belong to the public internet. Everything that IANA reserves (special-purpose registries, RFC 6890
 * and its successors) is internal: loopback, private, shared, link-local, documentation, multicast.
 */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const INTERNAL_V4: readonly [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  // A cloud's service for its own machines that has a public number.
  ['168.63.129.16', 32],
];

/** Inside 2000::/3, which alone is given to the public. */
const INTERNAL_V6: readonly [string, number][] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]];

const internalV4 = new BlockList();
for (const [network, bits] of INTERNAL_V4) internalV4.addSubnet(network, bits, 'ipv4');

const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const internalV6 = new BlockList();
for (const [network, bits] of INTERNAL_V6) internalV6.addSubnet(network, bits, 'ipv6');

/** Translated addresses (NAT64, RFC 6052) hold an IPv4 address in their last 32 bits. */
const translated = new BlockList();
translated.addSubnet('64:ff9b::', 96, 'ipv6');

/** The last 32 bits of an IPv6 address in dotted form. */
function lastQuad(address: string): string {
  const { hostname } = new URL(`http://[${address}]`); // one spelling: hexadecimal groups, zeros shortened
  const groups = hostname.slice(1, -1).replace(/^.*::/, '').split(':').map((group) => Number.parseInt(group || '0', 16));
  const [high = 0, low = 0] = groups.length > 1 ? groups.slice(-2) : [0, ...groups];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** An address of this very machine is internal, whatever number it has. */
const isOwn = (address: string): boolean =>
  Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address.toLowerCase() === address.toLowerCase()));

/** @param address an IP address in any spelling; anything else is not public */
export function isPublicAddress(address: string): boolean {
  const [bare = ''] = address.split('%'); // a zone belongs to a link
  if (address.includes('%') || isOwn(bare)) return false;
  switch (isIP(bare)) {
    case 4: return !internalV4.check(bare, 'ipv4');
    case 6:
      if (translated.check(bare, 'ipv6')) return isPublicAddress(lastQuad(bare));
      return publicV6.check(bare, 'ipv6') && !internalV6.check(bare, 'ipv6');
    default: return false;
  }
}
