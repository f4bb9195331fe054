import { isIP } from 'node:net';
import type { PolicyChange } from '@agentport/engine';

/** What a proxy may be named as, for messages. */
export const PROXY_FORM = 'addresses or networks of your own proxies, such as 10.0.0.5 or 10.0.0.0/24';

/** A network so wide that everybody is in it would let everybody choose their address (T101, oauth2-proxy #3506). */
export function isOwnNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  const [least, most] = address.includes(':') ? [32, 128] : [8, 32];
  return /^\d{1,3}$/.test(bits) && Number(bits) >= least && Number(bits) <= most;
}

/** Whoever is named can say who somebody is: one more waits for a person, one less applies at once. */
export function proxyChanges(old: readonly string[] = [], next: readonly string[] = []): PolicyChange[] {
  const path = '/trusted_proxies';
  const loosening = (proxy: string) => ({
    kind: 'loosening' as const,
    what: `${proxy} may say from which address somebody comes.`,
    path,
  });
  const tightening = (proxy: string) => ({
    kind: 'tightening' as const,
    what: `${proxy} no longer says who comes.`,
    path,
  });
  return [
    ...next.filter((proxy) => !old.includes(proxy)).map(loosening),
    ...old.filter((proxy) => !next.includes(proxy)).map(tightening),
  ];
}

/** Those that both name; nothing at all where there are none, as in versions from before there was such a setting. */
export function proxiesOfBoth(
  old: readonly string[] = [],
  next: readonly string[] = [],
): { readonly trusted_proxies?: readonly string[] } {
  return namedProxies(old.filter((proxy) => next.includes(proxy)));
}

export function namedProxies(proxies: readonly string[]): { readonly trusted_proxies?: readonly string[] } {
  return proxies.length === 0 ? {} : { trusted_proxies: [...new Set(proxies)].toSorted() };
}
