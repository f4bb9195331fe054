import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import type { TlsPair } from './tls.ts';

export interface Listening {
  readonly port: number;
  /** takes a renewed certificate for new connections */
  renew(pair: TlsPair): void;
  close(): Promise<void>;
}

const TLS = { minVersion: 'TLSv1.2' } as const;

/**
 * Listens on every host with one port. A loopback that somebody else holds is a failure, never skipped: a stranger on
 * `[::1]` would be handed the tokens that clients send to `localhost` (T104). A machine without IPv6 has no `::1`.
 * @throws {Fault} `port_in_use`, `config_invalid`
 */
export async function listenEverywhere(
  app: FastifyInstance,
  hosts: readonly string[],
  port: number,
  tls: TlsPair | null = null,
): Promise<Listening> {
  const [first, ...others] = hosts;
  if (first === undefined) throw new Error('a gateway listens somewhere');
  await app.listen({ host: first, port }).catch((error: unknown) => {
    throw listenFault(error, first, port);
  });
  const bound = (app.server.address() as AddressInfo).port;
  const servers: Server[] = [];
  try {
    for (const host of others) {
      const server = await listenBeside(app, host, bound, tls);
      if (server) servers.push(server);
    }
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    port: bound,
    renew(pair) {
      for (const server of [app.server, ...servers])
        (server as TlsServer).setSecureContext({ ...pair, ...TLS });
    },
    async close() {
      await Promise.all(servers.map(closeServer));
      await app.close();
    },
  };
}

/** Null where the machine does not have the address at all. */
async function listenBeside(
  app: FastifyInstance,
  host: string,
  port: number,
  tls: TlsPair | null,
): Promise<Server | null> {
  const listener = app.routing as RequestListener;
  const server = tls ? createTlsServer({ ...tls, ...TLS }, listener) : createServer(listener);
  server.requestTimeout = app.server.requestTimeout;
  // bytes that are no HTTP get the same answer on every address
  server.on('clientError', (error, socket) => app.server.emit('clientError', error, socket));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, ipv6Only: true }, resolve);
    });
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return null;
    throw listenFault(error, host, port);
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function listenFault(error: unknown, host: string, port: number): Fault {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new Fault(
      'port_in_use',
      `Port ${port} on ${host} is in use by another program. Stop that program, or set AGENTPORT_PORT to a free port.`,
      { cause: error },
    );
  }
  return new Fault(
    'config_invalid',
    `The gateway cannot listen on ${host}:${port} (${code ?? 'unknown reason'}). Check AGENTPORT_HOST and AGENTPORT_PORT.`,
    { cause: error },
  );
}
