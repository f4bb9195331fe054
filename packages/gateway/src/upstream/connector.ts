import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import {
  bareHost,
  checkAddress,
  checkDestination,
  type Destination,
  DestinationRefused,
} from './destination-guard.ts';
import { normalAddress, whyAddressRefused } from './refused-ranges.ts';

/** All addresses of a name, best first. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** The machine's own resolver; IPv4 first, because a broken IPv6 route is common and a missing IPv4 one is not. */
export const systemResolve: Resolve = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
};

const ADDRESSES_TRIED_MAX = 4;

/**
 * Connects to one destination only. A literal is checked as it stands (Node never asks a `lookup` function for
 * literals); a name is resolved once, here, and the connection is pinned to a checked address, so that a second
 * answer of the DNS (rebinding) has no effect; after connecting, the peer's address is checked once more.
 */
export function guardedConnector(
  destination: Destination,
  options: { resolve: Resolve; connectTimeoutMs: number },
): buildConnector.connector {
  // HTTP/1.1 only: one request at a time on a socket keeps "which answer belongs to which call" simple.
  const connect = buildConnector({
    allowH2: false,
    autoSelectFamily: false,
    rejectUnauthorized: true,
    timeout: options.connectTimeoutMs,
  });
  return (target, callback) => {
    connectChecked(destination, options.resolve, connect, target).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error('connect failed'), null),
    );
  };
}

type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

async function connectChecked(
  destination: Destination,
  resolve: Resolve,
  connect: buildConnector.connector,
  target: buildConnector.Options,
): Promise<Socket> {
  checkDestination(destination);
  let failure: unknown;
  for (const address of await allowedAddresses(destination, resolve, target.hostname)) {
    try {
      const socket = await connectTo(connect, target, address);
      return checkPeer(socket, address, destination.named);
    } catch (error) {
      if (error instanceof DestinationRefused) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Never empty: a name without an allowed address is refused. */
export async function allowedAddresses(
  { named }: Destination,
  resolve: Resolve,
  hostname: string,
): Promise<readonly string[]> {
  const host = bareHost(hostname);
  if (isIP(host) !== 0) {
    checkAddress(host, named);
    return [host];
  }
  const found = await resolve(host);
  const allowed = found.filter((address) => whyAddressRefused(address, named) === null);
  if (allowed.length === 0) {
    const why = found[0] === undefined ? 'no address' : whyAddressRefused(found[0], named);
    throw new DestinationRefused(`the name leads only to refused addresses: ${why}`);
  }
  return allowed.slice(0, ADDRESSES_TRIED_MAX);
}

function connectTo(
  connect: buildConnector.connector,
  target: buildConnector.Options,
  address: string,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // `host` stays the name: TLS asks for and verifies the certificate of the name, not of the address.
    connect({ ...target, hostname: address }, (error, socket) => {
      if (error) reject(error);
      else if (socket) resolve(socket);
      else reject(new Error('connect failed'));
    });
  });
}

/** @throws {DestinationRefused} when the open connection does not end where it was allowed to, and closes it */
export function checkPeer(socket: Socket, address: string, named: boolean): Socket {
  const peer = socket.remoteAddress ?? '';
  if (normalAddress(peer) === normalAddress(address) && whyAddressRefused(peer, named) === null)
    return socket;
  socket.destroy();
  throw new DestinationRefused('the connection led to another address than the one checked');
}
