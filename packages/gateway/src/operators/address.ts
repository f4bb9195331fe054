import ipaddr from 'ipaddr.js';

/**
 * What counts as one place of origin: an IPv4 address, or the /64 that a single IPv6 customer may pick addresses from
 * (T83). Without an address everybody shares one counter.
 */
export function placeOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.toByteArray().slice(0, 8), ...Array<number>(8).fill(0)])}/64`;
}
