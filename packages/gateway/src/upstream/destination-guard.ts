import { isIP } from 'node:net';
import { METADATA_NAMES, whyAddressRefused } from './refused-ranges.ts';

/** Where a connection leads. */
export interface Destination {
  /** scheme, host and port, as `new URL(…).origin` writes it */
  readonly origin: string;
  /**
   * An operator gave this origin. Exactly its scheme, host and port are then allowed although they lead to a
   * private or loopback address, or do without TLS. Metadata services stay out of reach.
   */
  readonly named: boolean;
}

/** The guard said no. Nothing left the gateway. `why` is for the log: it may name an inner address. */
export class DestinationRefused extends Error {
  readonly why: string;

  constructor(why: string) {
    super('This destination is not allowed.');
    this.name = 'DestinationRefused';
    this.why = why;
  }
}

/**
 * Checks what can be known without resolving: form, scheme, metadata names, literal addresses.
 * @throws {DestinationRefused}
 */
export function checkDestination(destination: Destination): void {
  const { origin, named } = destination;
  const name = `${named} ${origin}`;
  if (checked.has(name)) return;
  judge(destination);
  if (checked.size >= CHECKED_MAX) checked.clear();
  checked.add(name);
}

/** What was allowed once is allowed always: nothing but the text is looked at. Names are resolved anew for each socket. */
const checked = new Set<string>();
const CHECKED_MAX = 256;

function judge({ origin, named }: Destination): void {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (!url || url.origin !== origin) throw new DestinationRefused('not a plain origin');
  if (url.protocol !== 'https:' && !(named && url.protocol === 'http:')) {
    throw new DestinationRefused('only https leads to a service nobody named');
  }
  const host = bareHost(url.hostname);
  if (METADATA_NAMES.has(host)) throw new DestinationRefused('cloud metadata');
  if (isIP(host) !== 0) checkAddress(host, named);
}

/** @throws {DestinationRefused} */
export function checkAddress(address: string, named: boolean): void {
  const why = whyAddressRefused(address, named);
  if (why) throw new DestinationRefused(why);
}

/** The host without IPv6 brackets and without the root's dot: `localhost.` is `localhost`. */
export function bareHost(hostname: string): string {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return host.toLowerCase().replace(/\.$/, '');
}
