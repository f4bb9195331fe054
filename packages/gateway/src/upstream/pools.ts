import { Pool } from 'undici';
import { guardedConnector, type Resolve } from './connector.ts';
import type { Destination } from './destination-guard.ts';

/** Open sockets, by who uses them and where they lead. */
export interface Pools {
  /** @param owner a connection's id: no two connections ever share a socket */
  of(owner: string, destination: Destination): Pool;
  close(): Promise<void>;
}

const POOLS_MAX = 256;
const SOCKETS_PER_POOL_MAX = 32;
const HEADER_BYTES_MAX = 32 * 1024;
/** Below the usual 5 s of servers: a socket the server is about to close would make an outcome unknown. */
const KEEP_ALIVE_MS = 3_000;

export function createPools(options: { resolve: Resolve; connectTimeoutMs: number }): Pools {
  const pools = new Map<string, Pool>();
  return {
    of(owner, destination) {
      const name = JSON.stringify([owner, destination.origin, destination.named]);
      const known = pools.get(name);
      if (known) return known;
      closeOldest(pools);
      const pool = new Pool(destination.origin, {
        connect: guardedConnector(destination, options),
        connections: SOCKETS_PER_POOL_MAX,
        pipelining: 1,
        allowH2: false,
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: HEADER_BYTES_MAX,
        // One deadline covers the whole exchange; it runs on the clock of the gateway.
        headersTimeout: 0,
        bodyTimeout: 0,
        strictContentLength: true,
      });
      pools.set(name, pool);
      return pool;
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.destroy()));
    },
  };
}

/** Bounds memory when connections come and go; a closed pool still finishes what it carries. */
function closeOldest(pools: Map<string, Pool>): void {
  const oldest = pools.entries().next();
  if (pools.size < POOLS_MAX || oldest.done) return;
  const [name, pool] = oldest.value;
  pools.delete(name);
  pool.close().catch(() => {}); // it was idle or is already broken: nobody waits for it
}
