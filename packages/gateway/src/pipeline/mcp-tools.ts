import { isErrorCode } from '@agentport/contract/codes';
import { canonical, type JsonObject, type JsonValue, parseStrict, StrictJsonError } from '@agentport/engine';
import { readTools, TOOL_LIST } from '../catalog/index.ts';
import { type Connection, type Connections, MCP, type NewConnection } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Enforce } from './gate.ts';

/** What pinning a tool list changed; tools by the server's own names, operations by ours. */
export interface ToolChanges {
  readonly connection: Connection;
  readonly added: readonly string[];
  /** same name, another description, schema or annotation: another tool than the one that was pinned */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** tools that cannot be called, and why */
  readonly refused: readonly { readonly tool: string; readonly message: string }[];
  /** operations whose texts held hidden characters, which were taken out */
  readonly flagged: readonly string[];
}

/**
 * Connects a service. An MCP server is asked for its tools at once, with its key, and they are pinned; one that does not
 * answer is not connected.
 * @throws {Fault} what `Connections.create` throws, and `upstream_unreachable`, `upstream_error` … of the server
 */
export async function addConnection(
  connections: Connections,
  enforce: Enforce,
  wanted: NewConnection,
): Promise<Connection> {
  const created = await connections.create(wanted);
  if (created.integration !== MCP) return created;
  try {
    return (await pinToolList(connections, enforce, created, wanted.actor)).connection;
  } catch (error) {
    await connections.remove(created.org, created.name, wanted.actor);
    throw error;
  }
}

/**
 * The same for a connection of the configuration file. A server that is down must not keep the gateway from starting:
 * the connection stays, with nothing that could be called, and the log says what to do.
 */
export async function addDeclaredConnection(
  connections: Connections,
  enforce: Enforce,
  logger: Logger,
  wanted: NewConnection,
): Promise<Connection> {
  const created = await connections.create(wanted);
  if (created.integration !== MCP) return created;
  try {
    return (await pinToolList(connections, enforce, created, wanted.actor)).connection;
  } catch (error) {
    const why = error instanceof Fault ? error.message : 'Listing them failed.';
    logger.warn(
      { connection: created.name, why },
      `an MCP server has no tools yet; list them with \`agentport connections refresh-tools ${created.name}\``,
    );
    return created;
  }
}

/**
 * Asks an MCP server for its tools by the gateway's own call and pins what it says. Calls approved for a tool that is
 * another one now are void, because the connection's version moves with the list (T76).
 * @throws {Fault} `invalid_request` for anything but an MCP server, else why the list could not be had
 */
export async function pinToolList(
  connections: Connections,
  enforce: Enforce,
  connection: Connection,
  actor: string,
): Promise<ToolChanges> {
  if (connection.integration !== MCP) {
    throw new Fault('invalid_request', `${connection.name} is not an MCP server: its operations are fixed.`);
  }
  const tools = await listTools(enforce, connection);
  const before = digests(connections, connection);
  const pinned = await connections.pinTools(connection.org, connection.name, canonical(tools), actor);
  const after = digests(connections, pinned);
  const { refused, flagged } = readTools(connection.name, tools);
  return {
    connection: pinned,
    added: [...after.keys()].filter((tool) => !before.has(tool)),
    changed: [...after]
      .filter(([tool, sha]) => before.has(tool) && before.get(tool) !== sha)
      .map(([tool]) => tool),
    removed: [...before.keys()].filter((tool) => !after.has(tool)),
    refused,
    flagged,
  };
}

async function listTools(enforce: Enforce, { org, name }: Connection): Promise<JsonValue> {
  const outcome = await enforce({
    kind: 'system',
    org,
    purpose: 'tool_list',
    connection: name,
    operation: TOOL_LIST.name,
    args: {},
  });
  if (outcome.kind !== 'released') {
    const problem = 'problem' in outcome ? outcome.problem : null;
    const code: string = problem?.code ?? 'upstream_error';
    const why = problem?.message ?? 'The call did not go through.';
    throw new Fault(
      isErrorCode(code) ? code : 'internal',
      `The tools of ${name} could not be listed. ${why}`,
    );
  }
  const [part] = outcome.reply.parts;
  const tools = part?.kind === 'json' ? (part.value as JsonObject).tools : undefined;
  return strict(tools ?? [], name);
}

/** What is pinned is digested, so it must be data that has one digest only. */
function strict(tools: JsonValue, name: string): JsonValue {
  try {
    return parseStrict(JSON.stringify(tools));
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    throw new Fault('upstream_error', `The tool list of ${name} cannot be pinned: ${error.message}`);
  }
}

function digests(connections: Connections, connection: Connection): Map<string, string> {
  const { operations } = connections.definitionOf(connection);
  const tools = Object.values(operations).flatMap(({ binding }) =>
    binding.kind === 'mcp' ? [[binding.tool, binding.tool_sha256] as const] : [],
  );
  return new Map(tools);
}
