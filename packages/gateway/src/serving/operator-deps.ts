import type { OperatorApiDeps, Ready } from '../entrances/operator-api/index.ts';
import { type Gateway, ORG } from '../gateway.ts';
import { addConnection, pinToolList, testConnection } from '../pipeline/index.ts';
import { measured } from './measured.ts';

/** The rooms as the operators' plane needs them. */
export function operatorApiDeps(gateway: Gateway, version: string): OperatorApiDeps {
  const { clock } = gateway.ports;
  return {
    org: ORG,
    version,
    publicUrl: gateway.publicUrl,
    clock,
    db: gateway.db,
    audit: gateway.audit,
    activity: gateway.activity,
    retention: gateway.retention,
    keys: gateway.vault.keys,
    operators: gateway.operators,
    agents: gateway.agents,
    pairing: gateway.pairing,
    notifications: gateway.notifications,
    timeOuts: () => ({
      approve_within_ms: gateway.configFile.approveWithinMs(),
      execute_within_ms: gateway.configFile.executeWithinMs(),
    }),
    explain: gateway.explain,
    enforce: measured(gateway),
    stops: gateway.stopping,
    approvals: gateway.approvals,
    calls: {
      ...gateway.calls,
      today: gateway.activity.today,
    },
    catalog: gateway.catalog,
    connections: gateway.connections,
    limits: gateway.limits,
    refusedTokens: gateway.refusedTokens,
    addConnection: (wanted) => addConnection(gateway.connections, gateway.enforce, wanted),
    refreshTools: (connection, actor) => pinToolList(gateway.connections, gateway.enforce, connection, actor),
    adoptConnection: (name, owner, actor) => gateway.configFile.adopt(name, owner, actor),
    testConnection: (connection) => testConnection(gateway.connections, gateway.enforce, connection),
    policies: {
      version: () => gateway.policies.version(),
      active: () => gateway.policies.active(),
      versions: (limit, before) => gateway.policies.versions(limit, before),
      isProven: () => gateway.policies.isProven(),
      activate: (number, actor) => gateway.policyEdits.activate(number, actor),
      reject: (number, actor) => gateway.policies.reject(number, actor),
    },
    policyEdits: gateway.policyEdits,
    tierOf: (connection, operation) => {
      const listed = gateway.listing.effects(connection).find((entry) => entry.operation === operation);
      const reason = listed?.decision.reasons[0];
      return {
        effect: listed?.decision.effect ?? 'deny',
        rule: reason?.rule ?? reason?.code ?? null,
        ruled: listed?.decision.policy.rule != null,
      };
    },
    health: {
      ready: () => readiness(gateway),
      metrics: () => gateway.metrics.text(),
    },
  };
}

/** Entries that wait longer than this for their place in the log say that nobody gives it, ms. */
const LOG_LAG_MAX_MS = 10_000;

async function readiness(gateway: Gateway): Promise<Ready> {
  const { audit, cluster, ports } = gateway;
  const inbox = await audit.inbox().catch(() => null);
  const oldestAt = inbox?.oldestAt ?? null;
  const logLagMs = inbox === null ? null : Math.max(0, ports.clock.now() - (oldestAt ?? ports.clock.now()));
  const leaseHeld = cluster.holds();
  const keepsUp = logLagMs !== null && logLagMs <= LOG_LAG_MAX_MS;
  return {
    ok: audit.standing() === 'intact' && leaseHeld && keepsUp,
    gateway: cluster.lease().gateway,
    leaseHeld,
    logLagMs,
  };
}
