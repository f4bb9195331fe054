import path from 'node:path';
import { createActivity } from './activity/index.ts';
import { createAgents } from './agents/index.ts';
import {
  type ApprovalsRoom,
  closePast,
  createApprovals,
  createCallBook,
  createChanges,
  createStops,
} from './approvals/index.ts';
import { loadCatalog } from './catalog/index.ts';
import { followOthers, gatewayId, joinCluster } from './cluster/index.ts';
import type { Config } from './config.ts';
import { createConfigFile } from './config-file/index.ts';
import { createConnections } from './connections/index.ts';
import { createCourier } from './courier/index.ts';
import { createMetrics } from './health/index.ts';
import { idFactory } from './kernel/ids.ts';
import { createLimits } from './limits/index.ts';
import { openLogAndVault } from './log-and-vault.ts';
import { createNotices, createNotifications } from './notifications/index.ts';
import { createOauthTokens } from './oauth/index.ts';
import { createOperators } from './operators/index.ts';
import { createPairing } from './pairing/index.ts';
import {
  addDeclaredConnection,
  createAccessTokens,
  createEnforce,
  createInFlight,
  createListing,
  createNews,
  createStopping,
  explainCall,
  type Question,
  type Rooms,
  routeOf,
} from './pipeline/index.ts';
import { createPolicies } from './policies/index.ts';
import { createPolicyEdits } from './policy-edits/index.ts';
import type { Ports } from './ports.ts';
import { createRetention } from './retention/index.ts';
import { keySourceOf } from './root-key.ts';
import { ensureInstance, followDatabase, openDatabase } from './storage/index.ts';
import {
  createHttpUpstream,
  createMcpUpstream,
  createPlainFetch,
  createPlainUpstream,
} from './upstream/index.ts';

/** The one organisation of this installation; the column stands in every table for the day there are more. */
export const ORG = 'default';

/** Every room, wired. Opening it listens on nothing. */
export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/**
 * Opens the data directory and builds every room: the only file that knows them all.
 * @throws {Fault} with what to do, when anything about the installation is unsafe or unreadable
 */
export async function openGateway(config: Config, ports: Ports, publicUrl: () => string) {
  const { random, logger, wrap = {} } = ports;
  const catalog = await (wrap.loadCatalog ?? loadCatalog)(ports.integrationsDir);
  const opened = await (wrap.openDatabase?.(config) ?? openDatabase(config, ports.clock));
  const db = wrap.db?.(opened) ?? opened;
  const clock = await followDatabase(db, ports.clock, () =>
    logger.warn({}, 'the time of the database could not be read'),
  );
  const newId = idFactory(clock, random);
  const instance = await ensureInstance(db, random);
  const cluster = await joinCluster({ db, clock, logger, newId, gateway: gatewayId(config.dataDir, newId) });
  const { audit, vault } = await openLogAndVault(
    {
      db,
      clock,
      random,
      newId,
      logger,
      witnessDir: path.join(config.dataDir, 'witness'),
      witnessFile: config.witnessFile,
      onAccept: (tx, append) => closePast(tx, { append, actor: 'system:restore', now: ports.clock.now() }),
    },
    {
      keySource: keySourceOf(config, ports),
      instance: instance.id,
      org: ORG,
      cluster,
    },
  );

  const parts = { db, audit, vault, clock, random, newId };
  const http = createHttpUpstream({ clock });
  const mcp = createMcpUpstream({ clock });
  const plain = createPlainUpstream({ clock });
  const provider = createPlainFetch({ clock });

  const connections = await createConnections({ ...parts, catalog, onRemoved: (id) => mcp.forget(id) }, ORG);
  const policies = await createPolicies(parts, ORG);
  const stops = await createStops(parts, ORG);
  const agents = createAgents(parts);
  const limits = createLimits({
    ...parts,
    org: ORG,
    agents,
    settings: () => policies.active().limits,
    count: (limit) => metrics.overLimit(limit),
    onFault: (error) => logger.error({ error: messageOf(error) }, 'a refused flood could not be recorded'),
  });
  const telling = createNotices({ org: ORG, newId });
  const door = { org: ORG, sealer: vault, publicUrl, telling, passwords: wrap.passwords };
  const operators = createOperators({ ...parts, ...door, ...provider });
  const pairing = createPairing({ ...parts, org: ORG, agents, operators });
  const configFile = createConfigFile({
    org: ORG,
    path: config.configFile,
    trusted: config.trustConfig,
    isMine: async () => db.signals === null || (await cluster.take('config-file')),
    catalog,
    connections: {
      ...connections,
      create: (wanted) => addDeclaredConnection(connections, enforce, logger, wanted),
    },
    policies,
    sources: ports.secrets,
    db,
    audit,
    clock,
    logger,
  });

  const policyEdits = createPolicyEdits({ org: ORG, catalog, policies, connections, configFile });

  const tokens = createOauthTokens(parts);
  const bareCourier = createCourier({
    ...{ vault, http, mcp, clock, logger, tokens },
    findAccessToken: (credential, want) => findAccessToken(credential, want),
    lanes: limits.lanes,
    describeConnection: (connectionId, operation) =>
      routeOf(connections, limits, ORG, connectionId, operation),
  });
  const courier = wrap.courier?.(bareCourier) ?? bareCourier;

  const inFlight = createInFlight();
  const room: ApprovalsRoom = {
    ...parts,
    org: ORG,
    cluster,
    changes: createChanges(),
    telling,
    limits,
    publicUrl,
    runsOnCollect: (connectionId, operation) => {
      const connection = connections.list(ORG).find(({ id }) => id === connectionId);
      return (
        connection !== undefined &&
        connections.definitionOf(connection).operations[operation]?.run === 'on_collect'
      );
    },
    isUnderway: (callId) => inFlight.has(callId),
    approveWithinMs: () => configFile.approveWithinMs(),
    executeWithinMs: () => configFile.executeWithinMs(),
  };
  const rooms: Rooms = {
    ...room,
    limits,
    instance: instance.id,
    agents,
    connections,
    policies,
    stops,
    courier,
    random,
    logger,
    refresh: async () => {
      await Promise.all([cluster.renew(), policies.refresh(), connections.refresh(), stops.refresh()]);
    },
  };
  const enforce = createEnforce(rooms, inFlight);
  const findAccessToken = createAccessTokens({ org: ORG, connections, tokens, enforce, clock });
  const approvals = createApprovals(
    room,
    (org, callId) => enforce({ kind: 'resume', org, callId }),
    (error) => logger.error({ error: messageOf(error) }, 'a background task failed'),
  );
  // what this gateway was sending belongs to whoever took over; what has not left yet must not leave
  cluster.onLost(() => void inFlight.abort(null));
  const others = await followOthers({
    db,
    clock,
    logger,
    size: () => audit.sequenced(),
    tail: (from, limit) => audit.following(from, limit),
    onEntry: createNews(rooms, inFlight),
  });
  const notifications = createNotifications({
    ...room,
    random,
    logger,
    plain,
    approvals,
    teams: operators.teams,
  });
  const calls = createCallBook(db);
  const settings = () => policies.active().retention;
  const retention = createRetention({
    ...{ ...parts, org: ORG, settings, alsoTidy: vault.keys.resume },
    onFault: (error) => logger.error({ error: messageOf(error) }, 'old content could not be erased'),
  });
  const activity = createActivity({
    ...{ db, audit, clock, org: ORG },
    onFault: (error) => logger.error({ error: messageOf(error) }, 'the log could not be counted'),
  });
  const metrics = createMetrics({
    pendingApprovals: () => calls.waitingInAll(ORG),
    auditSize: async () => (await audit.list({ limit: 1 })).items[0]?.index ?? 0,
    inbox: () => audit.inbox(),
    leaseHeld: () => cluster.holds(),
    signalReconnects: () => db.signals?.reconnects() ?? 0,
  });

  return {
    config,
    ports,
    publicUrl,
    instance: instance.id,
    db,
    audit,
    activity,
    vault,
    catalog,
    connections,
    refusedTokens: tokens.refused,
    policies,
    agents,
    limits,
    operators,
    pairing,
    configFile,
    policyEdits,
    enforce,
    approvals,
    notifications,
    calls,
    cluster,
    metrics,
    retention,
    listing: createListing(rooms),
    explain: (question: Question) => explainCall(rooms, question),
    stopping: createStopping(rooms, inFlight),
    /** Finishes what runs, signs the log, closes the database. */
    async close(): Promise<void> {
      configFile.close();
      await others.close();
      await approvals.close();
      await notifications.close();
      await limits.close();
      await retention.close();
      await activity.close();
      await Promise.all([http.close(), mcp.close(), plain.close(), provider.close()]);
      try {
        await audit.close();
      } finally {
        vault.keys.close();
        await cluster.close();
        clock.stop();
        await db.close();
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
