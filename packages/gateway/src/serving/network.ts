import { registerAgentApi } from '../entrances/agent-api/index.ts';
import { registerConsole } from '../entrances/console/index.ts';
import { registerFacade } from '../entrances/facade/index.ts';
import { registerMcp } from '../entrances/mcp/index.ts';
import { registerOperatorApi } from '../entrances/operator-api/index.ts';
import { createServer } from '../entrances/server.ts';
import { registerSlack } from '../entrances/slack/index.ts';
import type { Gateway } from '../gateway.ts';
import { type Listening, listenEverywhere } from './listen.ts';
import { measured } from './measured.ts';
import { operatorApiDeps } from './operator-deps.ts';
import { readTls, watchTls } from './tls.ts';
import { trustOf } from './trust.ts';

export interface Network extends Listening {
  /** takes up renewed files at once instead of within a minute */
  lookAtCertificate(): void;
}

/**
 * Opens the doors of the network: agents' and people's planes on one port, console pages beside them.
 * @param consoleDist folder of the built console
 */
export async function serveNetwork(
  gateway: Gateway,
  options: { version: string; consoleDist: string },
): Promise<Network> {
  const { publicUrl, ports, config } = gateway;
  const tls = config.tls && readTls(config.tls, config.publicUrl, ports.clock.now());
  const app = createServer({
    ...{ door: 'network', publicUrl, logger: ports.logger, random: ports.random, tls },
    isTrusted: trustOf(() => trustedProxies(gateway)),
  });
  const agentPlane = {
    enforce: measured(gateway),
    agents: gateway.limits,
    approvals: gateway.approvals,
    operations: gateway.listing,
    publicUrl,
    clock: ports.clock,
  };
  registerOperatorApi(app, operatorApiDeps(gateway, options.version), 'network');
  await registerSlack(app, gateway.notifications);
  registerAgentApi(app, agentPlane);
  const mcp = registerMcp(app, {
    ...agentPlane,
    seal: gateway.vault,
    version: options.version,
    onFault: (error) =>
      ports.logger.error(
        { error: error instanceof Error ? error.message : 'unknown' },
        'the MCP entrance failed',
      ),
  });
  registerFacade(app, agentPlane);
  await registerConsole(app, { dist: options.consoleDist, publicUrl, random: ports.random });
  const listening = await listenEverywhere(app, config.hosts, config.port, tls);
  const certificate = config.tls
    ? watchTls(config.tls, config.publicUrl, {
        clock: ports.clock,
        renewed: (pair) => listening.renew(pair),
        refused: ({ message }) =>
          ports.logger.error({ problem: message }, 'the new certificate was not taken'),
      })
    : null;
  return {
    port: listening.port,
    renew: listening.renew,
    lookAtCertificate: () => certificate?.look(),
    async close() {
      certificate?.stop();
      await mcp.close();
      await listening.close();
    },
  };
}

/** The environment's word, else that of the active policy version; nobody's while the log does not vouch for it. */
function trustedProxies({ config, policies }: Gateway): readonly string[] {
  if (config.trustedProxies !== null) return config.trustedProxies;
  return (policies.isProven() && policies.active().trusted_proxies) || [];
}
