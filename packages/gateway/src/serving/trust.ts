import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Whether an address on the way here belongs to a proxy that was named. Asked anew for each request, so that a proxy named
 * or taken back counts without a restart (T101).
 */
export function trustOf(proxies: () => readonly string[]): (address: string) => boolean {
  let known: { readonly from: readonly string[]; readonly list: BlockList } | null = null;
  return (address) => {
    const from = proxies();
    // whatever stands in X-Forwarded-For may be no address at all
    if (from.length === 0 || isIP(address) === 0 || address.includes('%')) return false;
    if (known?.from !== from) known = { from, list: listOf(from) };
    return known.list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

function listOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
