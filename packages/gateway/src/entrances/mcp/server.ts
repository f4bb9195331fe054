import { type McpAnswer, outcomeToMcp } from '@agentport/contract';
import type { JsonValue } from '@agentport/engine';
import {
  type CallToolResult,
  type InputRequiredResult,
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import { isRefused, refused, refusedByFault } from '../agent-plane/refused.ts';
import { callOperation, type OperationCall } from './call-operation.ts';
import { callOwnTool } from './call-own-tool.ts';
import type { McpDeps } from './deps.ts';
import { listTools } from './list-tools.ts';
import { isOwnTool, toolTargetOf } from './tool-name.ts';
import { visitOf } from './visit.ts';

const INSTRUCTIONS =
  'Every call is checked by AgentPort. Some calls wait for a person: the result then names an approval; call await_approval with its id to get the result. A denied call was not sent: do not try it another way.';

/**
 * One MCP server: for one request of a 2026-07-28 client, or for one session of an older one. It holds nothing about
 * the agent: who asks comes with every request.
 */
export function buildServer(deps: McpDeps, era: 'modern' | 'legacy'): Server {
  const server = new Server(
    { name: 'agentport', title: 'AgentPort', version: deps.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );

  server.setRequestHandler('tools/list', async (_request, ctx) => {
    const visit = visitOf(ctx.http?.authInfo);
    const operations = await guarded(deps, () =>
      deps.operations.operationsFor(visit.asked.agent, visit.scope),
    );
    if (isRefused(operations)) {
      const { code, message } = operations.problem;
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message, { code });
    }
    return { tools: listTools(operations, visit) } as ListToolsResult;
  });

  server.setRequestHandler('tools/call', async (request, ctx) => {
    const call = {
      visit: visitOf(ctx.http?.authInfo),
      ctx,
      tool: request.params.name,
      args: (request.params.arguments ?? {}) as JsonValue,
      client: server.getClientVersion(),
      modern: era === 'modern',
    };
    const answer = await guarded(deps, () => callTool(deps, call));
    // The SDK's result types are mutable and wider; ours are the same shapes, read-only.
    return (isRefused(answer) ? outcomeToMcp(answer) : answer) as CallToolResult | InputRequiredResult;
  });

  return server;
}

function callTool(
  deps: McpDeps,
  call: Omit<OperationCall, 'target'>,
): Promise<McpAnswer | InputRequiredResult> | McpAnswer {
  const { tool } = call;
  if (isOwnTool(tool)) return callOwnTool(deps, { ...call, tool });
  const target = toolTargetOf(tool, call.visit.scope);
  if (target !== null) return callOperation(deps, { ...call, target });
  return outcomeToMcp(
    refused('unknown_operation', `There is no tool "${tool.slice(0, 100)}" here. tools/list shows yours.`),
  );
}

/** The SDK would show a thrown error's own words to the client: only public sentences may leave. */
async function guarded<T>(deps: McpDeps, work: () => Promise<T> | T) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    deps.onFault(error);
    return refusedByFault(error);
  }
}
