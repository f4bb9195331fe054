import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

interface Range {
  readonly cidr: string;
  readonly what: string;
  /** a base URL an operator typed in may lead here: their own machine or network */
  readonly namedMayReach?: true;
}

/**
 * Addresses the gateway does not connect to, each with the document that sets it apart. What is not listed must
 * still be global unicast: for IPv6 that is 2000::/3 alone (RFC 4291 §2.4).
 */
export const REFUSED_RANGES: readonly Range[] = [
  { cidr: '0.0.0.0/8', what: 'this network (RFC 1122 §3.2.1.3)' },
  { cidr: '10.0.0.0/8', what: 'private network (RFC 1918)', namedMayReach: true },
  { cidr: '100.64.0.0/10', what: 'carrier-grade NAT (RFC 6598)', namedMayReach: true },
  { cidr: '127.0.0.0/8', what: 'loopback (RFC 1122 §3.2.1.3)', namedMayReach: true },
  { cidr: '169.254.0.0/16', what: 'link-local, cloud metadata (RFC 3927)' },
  { cidr: '172.16.0.0/12', what: 'private network (RFC 1918)', namedMayReach: true },
  { cidr: '192.0.0.0/24', what: 'IETF protocol assignments (RFC 6890)' },
  { cidr: '192.0.2.0/24', what: 'documentation (RFC 5737)' },
  { cidr: '192.31.196.0/24', what: 'AS112 (RFC 7535)' },
  { cidr: '192.52.193.0/24', what: 'automatic multicast tunnels (RFC 7450)' },
  { cidr: '192.88.99.0/24', what: '6to4 relays (RFC 7526)' },
  { cidr: '192.168.0.0/16', what: 'private network (RFC 1918)', namedMayReach: true },
  { cidr: '192.175.48.0/24', what: 'AS112 (RFC 7534)' },
  { cidr: '198.18.0.0/15', what: 'benchmarking (RFC 2544)' },
  { cidr: '198.51.100.0/24', what: 'documentation (RFC 5737)' },
  { cidr: '203.0.113.0/24', what: 'documentation (RFC 5737)' },
  { cidr: '224.0.0.0/4', what: 'multicast (RFC 5771)' },
  { cidr: '240.0.0.0/4', what: 'reserved and broadcast (RFC 1112 §4, RFC 919)' },
  { cidr: '::/128', what: 'unspecified (RFC 4291 §2.5.2)' },
  { cidr: '::1/128', what: 'loopback (RFC 4291 §2.5.3)', namedMayReach: true },
  { cidr: '::/96', what: 'IPv4-compatible (RFC 4291 §2.5.5.1)' },
  { cidr: '::ffff:0:0:0/96', what: 'IPv4-translated (RFC 7915)' },
  { cidr: '64:ff9b::/96', what: 'NAT64 (RFC 6052)' },
  { cidr: '64:ff9b:1::/48', what: 'local NAT64 (RFC 8215)' },
  { cidr: '100::/64', what: 'discard only (RFC 6666)' },
  { cidr: '2001::/23', what: 'IETF assignments, Teredo (RFC 2928, RFC 4380)' },
  { cidr: '2001:db8::/32', what: 'documentation (RFC 3849)' },
  { cidr: '2002::/16', what: '6to4 (RFC 3056)' },
  { cidr: '2620:4f:8000::/48', what: 'AS112 (RFC 7534)' },
  { cidr: '3fff::/20', what: 'documentation (RFC 9637)' },
  { cidr: '5f00::/16', what: 'segment routing (RFC 9602)' },
  { cidr: 'fc00::/7', what: 'unique local (RFC 4193)', namedMayReach: true },
  { cidr: 'fe80::/10', what: 'link-local (RFC 4291 §2.5.6)' },
  { cidr: 'fec0::/10', what: 'site-local (RFC 3879)' },
  { cidr: 'ff00::/8', what: 'multicast (RFC 4291 §2.7)' },
];

/**
 * Where clouds hand out credentials to whoever asks from the machine. Refused even when an operator names them.
 * Most providers live inside 169.254.0.0/16; the rest stand here.
 */
const METADATA_ADDRESSES: readonly string[] = [
  '169.254.169.254', // AWS, Azure, Google, Oracle, DigitalOcean, OpenStack
  '169.254.170.2', // AWS ECS task credentials
  '169.254.170.23', // AWS EKS pod identity
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure's host node: a public address, reachable from guests only
  '192.0.0.192', // Oracle Cloud classic
  'fd00:ec2::254', // AWS over IPv6
  'fd00:ec2::23', // AWS EKS pod identity over IPv6
  'fd20:ce::254', // Google over IPv6
  'fd00:42::42', // Scaleway
];

export const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'instance-data',
  'instance-data.ec2.internal',
]);

const ranges = REFUSED_RANGES.map((range) => ({ ...range, parsed: ipaddr.parseCIDR(range.cidr) }));
const metadata: ReadonlySet<string> = new Set(
  METADATA_ADDRESSES.map((address) => ipaddr.parse(address).toNormalizedString()),
);
const globalUnicast6 = ipaddr.parseCIDR('2000::/3');

/**
 * Why an address is not connected to, or null when it may be.
 * @param named the operator gave this connection's base URL
 */
export function whyAddressRefused(text: string, named: boolean): string | null {
  // A zone (`fe80::1%eth0`) says "this link", which is never a service.
  if (text.includes('%') || isIP(text) === 0) return 'not an address';
  // An IPv4-mapped address is its IPv4 address (RFC 4291 §2.5.5.2): judged as what the kernel would connect to.
  const address = ipaddr.process(text);
  if (metadata.has(address.toNormalizedString())) return 'cloud metadata';
  const range = ranges.find(({ parsed }) => parsed[0].kind() === address.kind() && address.match(parsed));
  if (range) return named && range.namedMayReach ? null : range.what;
  if (address.kind() === 'ipv6' && !address.match(globalUnicast6))
    return 'not global unicast (RFC 4291 §2.4)';
  return null;
}

/** One spelling per address, IPv4-mapped ones as IPv4; null when it is not an address. */
export function normalAddress(text: string): string | null {
  return isIP(text) !== 0 ? ipaddr.process(text).toNormalizedString() : null;
}
