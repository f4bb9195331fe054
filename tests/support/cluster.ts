import { join } from 'node:path';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import type { CleansUp } from './temp.ts';

/**
 * Several gateways in this process, on one PostgreSQL schema, with one root key, one clock and the same services; each has
 * a data directory of its own. The first one made the connections and the person.
 */
export async function startCluster(
  t: CleansUp,
  count: number,
  options: Omit<TestGatewayOptions, 'database' | 'joins'> = {},
): Promise<readonly TestGateway[]> {
  const first = await startTestGateway(t, { ...options, database: 'postgres' });
  const gateways = [first];
  while (gateways.length < count) {
    const shared = { clock: first.clock, sandbox: first.sandbox, joins: first };
    const env = { ...options.env, AGENTPORT_ROOT_KEY_FILE: join(first.home, 'state', 'root.key') };
    gateways.push(await startTestGateway(t, { ...options, ...shared, env }));
  }
  return gateways;
}
