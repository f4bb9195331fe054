import { type ConnectionWire, TIER_OF } from '@agentport/contract';
import { describeOperation, didYouMean, type Operation } from '../../catalog/index.ts';
import { type Connection, credentialFields } from '../../connections/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { mapPage, pageOf } from '../../kernel/page.ts';
import type { RefusedToken } from '../../oauth/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { pageAsked } from './page.ts';
import { rfc3339 } from './time.ts';

type Routes =
  | 'listIntegrations'
  | 'listConnections'
  | 'readConnection'
  | 'createConnection'
  | 'replaceCredential'
  | 'revokeCredential'
  | 'testConnection'
  | 'refreshTools'
  | 'removeConnection'
  | 'adoptConnection'
  | 'limitConnection'
  | 'listTiers'
  | 'describeTier';

export function connectionHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { connections, org } = deps;

  const find = (name: string): Connection => {
    const connection = connections.find(org, name);
    if (connection === null) throw new Fault('unknown_connection', 'There is no connection of this name.');
    return connection;
  };
  const findOwn = (name: string): Connection => {
    const connection = find(name);
    if (connection.owner === 'console') return connection;
    throw new Fault(
      'owned_by_file',
      `This connection belongs to ${connection.source ?? 'agentport.yaml'}. Change it there, or take it over with \`agentport config adopt ${connection.name} --to console\`.`,
    );
  };
  const present = async (connection: Connection) => {
    return presentConnection(deps, connection, await deps.refusedTokens(org));
  };

  return {
    async listIntegrations() {
      const items = deps.catalog.integrations().map((definition) => ({
        id: definition.id,
        title: definition.title,
        version: definition.version,
        base_url: definition.service.base_url ?? '',
        operations: Object.keys(definition.operations).length,
        credential: {
          kind: definition.auth.kind,
          fields: [...credentialFields(definition.auth)],
          hint: definition.auth.hint?.text ?? null,
        },
      }));
      return { items, next: null };
    },

    async listConnections({ query }) {
      const { cursor = '', limit } = pageAsked(query);
      const byName = [...connections.list(org)].sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf(
        byName.filter(({ name }) => name > cursor),
        limit,
        ({ name }) => name,
      );
      const refused = await deps.refusedTokens(org);
      return mapPage(page, (connection) => presentConnection(deps, connection, refused));
    },

    readConnection: async ({ params }) => present(find(params.name)),

    async createConnection({ body, who }) {
      const { integration, preset = 'careful' } = body;
      const key = connections.credentialFor(integration, body);
      // policy first: the new account must never be open for a moment to what was said about another one
      if (connections.find(org, body.name) === null) {
        await deps.policyEdits.renew(body.name, { integration, preset }, actorOf(who));
      }
      const created = await deps.addConnection({
        org,
        name: body.name,
        integration,
        key,
        baseUrl: body.base_url,
        owner: 'console',
        source: null,
        actor: actorOf(who),
      });
      return present(created);
    },

    async replaceCredential({ params, body, who }) {
      const { name, integration } = findOwn(params.name);
      const key = connections.credentialFor(integration, body);
      if (key === null) throw new Fault('invalid_request', 'Give the new key, or its fields.');
      return present(await connections.replaceCredential(org, name, key, actorOf(who), body.base_url));
    },

    async revokeCredential({ params, who }) {
      const { name } = findOwn(params.name);
      return present(await connections.revokeCredential(org, name, actorOf(who)));
    },

    testConnection: async ({ params, who }) => deps.testConnection(find(params.name), actorOf(who)),

    // Also for a connection of the file: the file says where a server is, never which tools it has.
    async refreshTools({ params, who }) {
      const changes = await deps.refreshTools(find(params.name), actorOf(who));
      const { added, changed, removed, refused, flagged } = changes;
      return {
        connection: await present(changes.connection),
        added: [...added],
        changed: [...changed],
        removed: [...removed],
        refused: refused.map((tool) => ({ ...tool })),
        flagged: [...flagged],
      };
    },

    async removeConnection({ params, who }) {
      const { name } = findOwn(params.name);
      await connections.remove(org, name, actorOf(who));
      await deps.policyEdits.renew(name, null, actorOf(who));
      return {};
    },

    async adoptConnection({ params, body, who }) {
      return present(await deps.adoptConnection(find(params.name).name, body.owner, actorOf(who)));
    },

    async limitConnection({ params, body, who }) {
      const { name } = findOwn(params.name);
      const { concurrent_calls, deadline_ms } = body;
      const limits = {
        ...(concurrent_calls !== null && { concurrent_calls }),
        ...(deadline_ms !== null && { deadline_ms }),
      };
      return present(await connections.setLimits(org, name, limits, actorOf(who)));
    },

    async listTiers({ params }) {
      const connection = find(params.name);
      const switches = new Map(
        (await deps.policyEdits.switches(connection)).map((one) => [one.operation, one]),
      );
      const items = Object.values(connections.definitionOf(connection).operations).map((operation) => {
        const { effect, rule, ruled } = deps.tierOf(connection, operation);
        const { name, title, category, risk } = operation;
        const { owner = null, place = null, waits = null } = switches.get(name) ?? {};
        return {
          ...{ set_by: owner, place, waits, ruled },
          connection: connection.name,
          operation: name,
          title,
          category,
          risk,
          effect,
          tier: TIER_OF[effect],
          rule,
        };
      });
      return { items, next: null };
    },

    async describeTier({ params }) {
      const connection = find(params.name);
      const operation = findOperation(deps, connection, params.operation);
      const { effect, rule } = deps.tierOf(connection, operation);
      const { params: parameters, ...described } = describeOperation(operation);
      return {
        ...described,
        connection: connection.name,
        integration: connection.integration,
        parameters: { ...parameters },
        tier: TIER_OF[effect],
        effect,
        rule,
      };
    },
  };
}

function findOperation(deps: OperatorApiDeps, connection: Connection, name: string): Operation {
  const { operations } = deps.connections.definitionOf(connection);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation) return operation;
  const guess = didYouMean(name, Object.keys(operations));
  throw new Fault(
    'unknown_operation',
    `${connection.name} has no operation of this name. ${guess ? `Did you mean "${guess}"?` : 'List what it has.'}`,
  );
}

function presentConnection(
  deps: OperatorApiDeps,
  connection: Connection,
  refused: readonly RefusedToken[],
): ConnectionWire {
  const definition = deps.connections.definitionOf(connection);
  const ended = refused.find(
    (one) => one.connectionId === connection.id && one.credentialVersion === connection.credentialVersion,
  );
  const limited = [connection.name, definition.service.limits ?? {}, connection.limits] as const;
  return {
    id: connection.id,
    name: connection.name,
    integration: connection.integration,
    title: definition.title,
    version: connection.version,
    base_url: connection.baseUrl,
    status: connection.status,
    owner: connection.owner,
    source: connection.source,
    operations: Object.keys(definition.operations).length,
    created_at: rfc3339(connection.createdAt),
    reconnect: ended ? { reason: ended.code, since: rfc3339(ended.at) } : null,
    limits: {
      ...deps.limits.connection(...limited),
      set_by: deps.limits.origins(...limited),
      said: { concurrent_calls: null, deadline_ms: null, ...connection.limits },
    },
  };
}
