import type { Outcome } from '@agentport/engine';
import { type Definition, TOOL_LIST } from '../catalog/index.ts';
import { type Connection, type Connections, MCP } from '../connections/index.ts';
import type { Enforce } from './gate.ts';
import type { SystemRequest } from './request.ts';

export interface ConnectionTest {
  readonly ok: boolean;
  /** public sentence */
  readonly message: string;
  /** what the service answered, when it did */
  readonly status: number | null;
}

/** Tries a connection's key with the harmless call its manifest names, or by listing tools, through the one path. */
export async function testConnection(
  connections: Connections,
  enforce: Enforce,
  connection: Connection,
): Promise<ConnectionTest> {
  const definition = connections.definitionOf(connection);
  const trial = trialOf(connection, definition);
  if (trial === null) {
    return { ok: true, message: `${definition.title} names no call to try a key with.`, status: null };
  }
  const { org, name } = connection;
  const outcome = await enforce({ kind: 'system', org, connection: name, args: {}, ...trial });
  return judge(outcome, definition.title);
}

/** An MCP server is asked for its tools; what it answers is not pinned here. */
function trialOf(
  connection: Connection,
  { purposes }: Definition,
): Pick<SystemRequest, 'purpose' | 'operation'> | null {
  if (connection.integration === MCP) return { purpose: 'tool_list', operation: TOOL_LIST.name };
  const operation = purposes.credential_test;
  return operation === null ? null : { purpose: 'credential_test', operation };
}

function judge(outcome: Outcome, service: string): ConnectionTest {
  if (outcome.kind === 'released') {
    return { ok: true, message: `${service} accepts the key.`, status: outcome.reply.status };
  }
  const status = outcome.kind === 'failed' ? outcome.upstreamStatus : null;
  if (status === 401 || status === 403) {
    return {
      ok: false,
      message: `${service} refuses the key. Check that it is whole and still valid.`,
      status,
    };
  }
  const said = 'problem' in outcome ? outcome.problem.message : 'The call did not go through.';
  return { ok: false, message: said, status };
}
