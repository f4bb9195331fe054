import {
  type Action,
  actionDigest,
  canonical,
  domainDigest,
  type Intent,
  intentDigest,
  type JsonObject,
  type JsonValue,
  type Refused,
} from '@agentport/engine';
import { readCall, readStoredAction } from '../approvals/index.ts';
import {
  bind,
  checkArguments,
  messageOf,
  type Operation,
  type Stamp,
  TOOL_LIST,
  tokenRefreshOf,
} from '../catalog/index.ts';
import { type Connection, MCP } from '../connections/index.ts';
import { usableConnections, usableOperations } from './listing.ts';
import type {
  CallRequest,
  GateRequest,
  GatewayCall,
  KnownAgent,
  ResumeRequest,
  SystemRequest,
} from './request.ts';
import type { Rooms } from './rooms.ts';
import { unknownConnection, unknownOperation } from './unknown.ts';

/** Which operation this is, with which arguments, and exactly what would leave. */
export async function resolve(
  rooms: Rooms,
  agent: KnownAgent,
  request: GateRequest,
): Promise<GatewayCall | Refused> {
  if (request.kind === 'resume') return resolveStored(rooms, agent, request);
  const found = findOperation(rooms, agent, request);
  if ('kind' in found) return found;
  const checked = checkArguments(found.operation, request.args);
  if (!checked.ok) {
    return refused('invalid_arguments', checked.problems.map((problem) => problem.message).join(' '), {
      operation: `${request.connection}.${request.operation}`,
      problems: checked.problems.map(({ path, message, expected }) => ({ path, message, expected })),
    });
  }
  return build(rooms, agent, request, found, checked.args);
}

interface Found {
  readonly connection: Connection;
  readonly operation: Operation;
  /** where it goes, when that is not the connection's own address */
  readonly origin?: string;
}

function findOperation(
  rooms: Rooms,
  agent: KnownAgent,
  request: CallRequest | SystemRequest,
): Found | Refused {
  const connection = rooms.connections.find(agent.org, request.connection);
  if (connection === null) {
    return unknownConnection(request.connection, usableConnections(rooms, agent));
  }
  if (connection.status !== 'active') {
    return refused(
      'connection_disabled',
      `The connection "${connection.name}" is switched off. A person can switch it on.`,
    );
  }
  if (request.kind === 'system' && request.purpose === 'tool_list') return toolList(connection);
  if (request.kind === 'system' && request.purpose === 'token_refresh')
    return tokenRefresh(rooms, connection);
  const { operations } = rooms.connections.definitionOf(connection);
  const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
  if (operation) return { connection, operation };
  return unknownOperation(connection.name, request.operation, usableOperations(rooms, agent, connection));
}

/** The gateway's own question to an MCP server. No definition holds it, so a call of an agent never comes here. */
function toolList(connection: Connection): Found | Refused {
  if (connection.integration === MCP) return { connection, operation: TOOL_LIST };
  return refused('unknown_operation', `${connection.name} is not an MCP server and has no tools to list.`);
}

/** The gateway's own request to a token endpoint. No definition holds it either. */
function tokenRefresh(rooms: Rooms, connection: Connection): Found | Refused {
  const refresh = tokenRefreshOf(rooms.connections.definitionOf(connection), connection.baseUrl);
  if (refresh !== null) return { connection, operation: refresh.operation, origin: refresh.origin };
  return refused('unknown_operation', `${connection.name} has a key that is used as it is.`);
}

async function build(
  rooms: Rooms,
  agent: KnownAgent,
  request: CallRequest | SystemRequest,
  { connection, operation, origin }: Found,
  args: JsonObject,
): Promise<GatewayCall> {
  const definition = rooms.connections.definitionOf(connection);
  const now = rooms.clock.now();
  const nonce = rooms.random.bytes(16).toString('base64url');
  const intent = {
    org: agent.org,
    agent: agent.id,
    connection: connection.id,
    operation: operation.name,
    args,
  };
  const message = await messageOf(operation, args, () => stampOf({ ...intent, nonce }, now));
  const { wire, body } = bind(
    definition,
    operation,
    { base_url: origin ?? connection.baseUrl, message },
    args,
  );
  const action: Action = {
    v: 1,
    instance: rooms.instance,
    org: agent.org,
    agent: agent.id,
    session: request.kind === 'call' ? request.session : null,
    connection: { id: connection.id, version: connection.version },
    integration: {
      id: definition.id,
      version: definition.version,
      definition_sha256: definition.definition_sha256,
    },
    operation: operation.name,
    args,
    wire,
    policy: { version: rooms.policies.version() },
    risk: operation.risk,
    created_at: now,
    nonce,
    approve_before: now + rooms.approveWithinMs(),
  };
  return finish(rooms.newId('cal'), agent, connection, operation, action, body, {
    request,
    note: request.kind === 'call' ? request.note : null,
    moved: false,
  });
}

/** An approved call: the stored action counts; binding again only tells whether something else would leave now. */
async function resolveStored(
  rooms: Rooms,
  agent: KnownAgent,
  request: ResumeRequest,
): Promise<GatewayCall | Refused> {
  const row = await readCall(rooms.db.read, request.org, request.callId);
  if (!row) return refused('not_found', 'There is no such call.');
  const stored = await readStoredAction(rooms, row);
  const connection = rooms.connections.list(agent.org).find(({ id }) => id === row.connection_id);
  const operation = connection && rooms.connections.definitionOf(connection).operations[row.operation];
  if (!connection || !operation) {
    return refused('connection_disabled', 'The connection of this call was removed, so it was not sent.');
  }
  const { args, nonce, created_at } = stored.action;
  const intent = {
    org: agent.org,
    agent: agent.id,
    connection: connection.id,
    operation: operation.name,
    args,
  };
  const again = bind(
    rooms.connections.definitionOf(connection),
    operation,
    {
      base_url: connection.baseUrl,
      message: await messageOf(operation, args, () => stampOf({ ...intent, nonce }, created_at)),
    },
    args,
  );
  if (stored.body === null)
    throw new Error('only a call that waited for a person goes on from what is stored');
  return finish(row.id, agent, connection, operation, stored.action, Buffer.from(stored.body, 'base64'), {
    request,
    note: stored.note,
    moved:
      canonical(again.wire as unknown as JsonValue) !== canonical(stored.action.wire as unknown as JsonValue),
  });
}

/**
 * The intent and the action's nonce: the stored action gives the same message again, and a second mail with the same
 * words is another one. Receivers drop a mail whose Message-ID they have seen.
 */
function stampOf(named: Intent & { readonly nonce: string }, at: number): Stamp {
  return { seed: domainDigest('agentport/message/v1', named), at };
}

function finish(
  id: string,
  agent: KnownAgent,
  connection: Connection,
  operation: Operation,
  action: Action,
  body: Uint8Array,
  rest: Pick<GatewayCall, 'request' | 'note' | 'moved'>,
): GatewayCall {
  return {
    id,
    agent,
    connection: { id: connection.id, name: connection.name, integration: connection.integration },
    operation: { name: operation.name, risk: operation.risk },
    action,
    intent_sha256: intentDigest({
      org: action.org,
      agent: action.agent,
      connection: action.connection.id,
      operation: action.operation,
      args: action.args,
    }),
    action_sha256: actionDigest(action),
    target: connection,
    definition: operation,
    body,
    ...rest,
  };
}

function refused(code: string, message: string, details?: JsonObject): Refused {
  return { kind: 'refused', callId: null, problem: { code, message, ...(details ? { details } : {}) } };
}
