import type { OperationDetail } from '@agentport/contract';
import { type ListedTool, ownTools } from './own-tools.ts';
import { toolNameOf } from './tool-name.ts';
import type { Visit } from './visit.ts';

/** Above either, native tools cost a model more than they help: it gets tools to look operations up instead. */
const NATIVE_TOOLS_MAX = 40;
/** Stripe alone (39 tools, 27.6 kB) must stay native: an agent with one service is served as if connected directly. */
const NATIVE_SCHEMA_BYTES_MAX = 32 * 1024;

/**
 * The tools one agent is shown. No `outputSchema` is promised: replies are filtered, and a filtered reply may no
 * longer fit one.
 */
export function listTools(operations: readonly OperationDetail[], visit: Visit): readonly ListedTool[] {
  const waiting = ownTools('await_approval', 'list_my_approvals');
  if (!showsNative(operations, visit.asked.tools)) {
    return [...ownTools('search_operations', 'describe_operation', 'call_read', 'call_write'), ...waiting];
  }
  return [...operations.map((operation) => nativeTool(operation, visit.scope)), ...waiting];
}

function showsNative(operations: readonly OperationDetail[], mode: Visit['asked']['tools']): boolean {
  if (mode !== 'auto') return mode === 'native';
  if (operations.length > NATIVE_TOOLS_MAX) return false;
  const bytes = operations.reduce((sum, { parameters }) => sum + JSON.stringify(parameters).length, 0);
  return bytes <= NATIVE_SCHEMA_BYTES_MAX;
}

function nativeTool(operation: OperationDetail, scope: string | null): ListedTool {
  const asks = operation.tier === 'ask_approve' ? ' A person must approve each call.' : '';
  return {
    name: toolNameOf({ connection: operation.connection, operation: operation.name }, scope),
    title: operation.title,
    description: operation.summary + asks,
    inputSchema: { ...operation.parameters, type: 'object' },
    annotations: operation.annotations,
  };
}
