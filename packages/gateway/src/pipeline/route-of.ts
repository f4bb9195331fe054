import { TOKEN_REFRESH_NAME, tokenRefreshOf } from '../catalog/index.ts';
import type { Connections } from '../connections/index.ts';
import { CREDENTIAL_FIELD, NO_CREDENTIAL } from '../connections/index.ts';
import type { Route } from '../courier/index.ts';
import type { Limits } from '../limits/index.ts';

/** Where one operation of a connection leads right now: what the courier compares a permit with. */
export function routeOf(
  connections: Connections,
  limits: Pick<Limits, 'connection'>,
  org: string,
  connectionId: string,
  operationName: string,
): Route | null {
  const connection = connections.list(org).find(({ id }) => id === connectionId);
  if (!connection) return null;
  const definition = connections.definitionOf(connection);
  const refresh =
    operationName === TOKEN_REFRESH_NAME ? tokenRefreshOf(definition, connection.baseUrl) : null;
  const { concurrent_calls, deadline_ms } = limits.connection(
    connection.name,
    definition.service.limits ?? {},
    connection.limits,
  );
  const operation = definition.operations[operationName];
  const tools = Object.values(definition.operations).flatMap(({ binding }) =>
    binding.kind === 'mcp' ? [[binding.tool, binding.tool_sha256] as const] : [],
  );
  return {
    org: connection.org,
    connectionVersion: connection.version,
    definitionSha256: connection.definitionSha256,
    active: connection.status === 'active',
    url: refresh?.origin ?? connection.baseUrl,
    // an origin that an operator named is allowed even when it is private; a manifest's own is not
    named: connection.baseUrl !== definition.service.base_url,
    auth: refresh ? { kind: 'token_request' } : definition.auth,
    credential:
      connection.credentialVersion === NO_CREDENTIAL
        ? null
        : {
            org: connection.org,
            connectionId: connection.id,
            field: CREDENTIAL_FIELD,
            version: connection.credentialVersion,
          },
    idempotencyHeader: operation?.idempotency.kind === 'service_key' ? operation.idempotency.header : null,
    definite5xx: operation?.definite_5xx ?? false,
    replyErrors: operation?.binding.kind === 'graphql' ? (definition.service.reply_errors ?? null) : null,
    timeoutMs: deadline_ms,
    places: concurrent_calls,
    toolDigests: new Map(tools),
  };
}
